import type { AnchorHTMLAttributes, MouseEvent } from 'react'
import { BrandMark, BrandName, brandLink } from '@/components/ui/page-frame'

type Props = AnchorHTMLAttributes<HTMLAnchorElement> & { href: string; onGo(): void }

/** A link whose plain press stays in the page; with a modifier or another button it is a link like any other. */
export const PageLink = ({ href, onGo, ...props }: Props) => {
  const onClick = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    onGo()
  }
  return <a {...props} href={href} onClick={onClick} />
}

/** The way home. */
export const Brand = ({ onHome }: { onHome(): void }) => (
  <PageLink href="/" className={brandLink} onGo={onHome}>
    <BrandMark />
    <BrandName />
  </PageLink>
)
