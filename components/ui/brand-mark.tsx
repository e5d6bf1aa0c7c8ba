import { productName } from '@/lib/protocol/brand'
import { cn } from './cn'

/** How the link home looks, round the mark and the name. */
export const brandLink = cn('flex min-h-8 flex-none items-center gap-2.25 rounded-sm px-1.5 coarse:min-h-10')

/** Three bars, one after the other as steps are; the middle one is what happens now. */
export const BrandMark = () => (
  <svg className="size-5 flex-none" viewBox="0 0 20 20" aria-hidden="true" fill="none" strokeWidth={3} strokeLinecap="round">
    <path d="M3 4.5h7" stroke="var(--color-ink)" />
    <path d="M6.5 10h8" stroke="var(--color-accent)" />
    <path d="M12 15.5h5" stroke="var(--color-ink)" />
  </svg>
)

/** The name of the app beside its mark. */
export const BrandName = () => <b className="font-semibold text-md tracking-tight">{productName}</b>
