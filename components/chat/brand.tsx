import type { MouseEvent } from 'react'
import { productName } from '@/lib/protocol/brand'

/** Three bars, one after the other as steps are; the middle one is what happens now. */
export const BrandMark = () => (
  <svg className="mark" viewBox="0 0 20 20" aria-hidden="true" fill="none" strokeWidth={3} strokeLinecap="round">
    <path d="M3 4.5h7" stroke="var(--ink)" />
    <path d="M6.5 10h8" stroke="var(--accent)" />
    <path d="M12 15.5h5" stroke="var(--ink)" />
  </svg>
)

/** The way home. A plain press stays in the page; with a modifier it is a link like any other. */
export const Brand = ({ withName, onHome }: { withName: boolean; onHome?: () => void }) => {
  const onClick = (event: MouseEvent) => {
    if (!onHome || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    onHome()
  }
  return (
    <a href="/" className="brand" onClick={onClick}>
      <BrandMark />
      <b className={withName ? undefined : 'sr-only'}>{productName}</b>
    </a>
  )
}
