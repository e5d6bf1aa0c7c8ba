import type { MouseEvent } from 'react'
import { productName } from '@/lib/protocol/brand'
import { BrandMark } from './brand-mark'

/** The way home. A plain press stays in the page; with a modifier it is a link like any other. */
export const Brand = ({ withName, onHome }: { withName: boolean; onHome(): void }) => {
  const onClick = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
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
