import type { ReactNode } from 'react'
import { composerId } from '@/components/composer/composer-id'
import type { SidebarState } from './use-sidebar'

type Props = { sidebar: SidebarState; nav: ReactNode; children: ReactNode }

/** The sidebar and the page. Whether they stand side by side is the style sheet's doing. */
export const AppShell = ({ sidebar: { isHidden, isOver, leave }, nav, children }: Props) => (
  <div className="app" data-sidebar={isHidden ? 'hidden' : 'shown'} data-over={isOver || undefined}>
    <a
      href={`#${composerId}`}
      className="-translate-x-1/2 absolute top-2.5 left-1/2 z-panel rounded-sm border border-line-2 bg-surface px-3.5 py-2 font-medium shadow-2 not-focus:pointer-events-none not-focus:[clip-path:inset(50%)] print:hidden"
      inert={isOver}
      onClick={(event) => {
        event.preventDefault()
        // An opened file has no message field.
        const target = document.getElementById(composerId) ?? document.querySelector<HTMLElement>('[data-scroller]')
        target?.focus()
      }}
    >
      Skip to the message field
    </a>
    {nav}
    <button type="button" className="scrim" data-slot="overlay" tabIndex={-1} aria-hidden onClick={leave} />
    <div className="page" data-slot="page" inert={isOver}>
      {children}
    </div>
  </div>
)
