import type { AnchorHTMLAttributes, MouseEvent } from 'react'
import { BrandMark, BrandName, brandLink } from '@/components/ui/page-frame'

type Props = AnchorHTMLAttributes<HTMLAnchorElement> & { href: string; onNavigate(): void }

/** A link that a plain click follows without loading a page; with a modifier or another button it is an ordinary link. */
export const PageLink = ({ href, onNavigate, ...props }: Props) => {
  const onClick = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    onNavigate()
  }
  return <a {...props} href={href} onClick={onClick} />
}

/** The link to the start page: the mark and the name of the app. */
export const Brand = ({ onHome }: { onHome(): void }) => (
  <PageLink href="/" className={brandLink} onNavigate={onHome}>
    <BrandMark />
    <BrandName />
  </PageLink>
)
