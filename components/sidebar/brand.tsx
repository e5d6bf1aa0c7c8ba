import { BrandMark } from '@/components/ui/brand-mark'
import { productName } from '@/lib/protocol/brand'
import { PageLink } from './page-link'

/** The way home. */
export const Brand = ({ onHome }: { onHome(): void }) => (
  <PageLink href="/" className="brand" onGo={onHome}>
    <BrandMark />
    <b>{productName}</b>
  </PageLink>
)
