import type { AnchorHTMLAttributes, MouseEvent } from 'react'

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
