import type { ReactNode } from 'react'
import { composerId } from '@/components/composer/question-field'
import { cn } from '@/components/ui/cn'
import type { SidebarState } from './use-sidebar'

type Props = { sidebar: SidebarState; nav: ReactNode; children: ReactNode }

/** The sidebar and the page, side by side on wide screens; on narrow ones the sidebar opens over the dimmed page. */
export const AppShell = ({ sidebar: { isHidden, isOverlayOpen, closeOverlay }, nav, children }: Props) => (
  <div
    className="grid h-dvh grid-cols-[minmax(0,1fr)] lg:data-[sidebar=shown]:grid-cols-[256px_minmax(0,1fr)] print:block print:h-auto"
    data-sidebar={isHidden ? 'hidden' : 'shown'}
    data-overlay={isOverlayOpen || undefined}
  >
    <a
      href={`#${composerId}`}
      className="-translate-x-1/2 absolute top-2.5 left-1/2 z-panel rounded-sm border border-line-2 bg-surface px-3.5 py-2 font-medium shadow-2 not-focus:pointer-events-none not-focus:[clip-path:inset(50%)] print:hidden"
      inert={isOverlayOpen}
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
    <button
      type="button"
      data-slot="overlay"
      tabIndex={-1}
      aria-hidden
      className={cn(
        'fixed inset-0 z-overlay cursor-default bg-[oklch(0.1_0.004_75/0.42)] lg:hidden print:hidden',
        'transition-opacity duration-fold ease-out starting:opacity-0 forced-colors:border forced-colors:border-[CanvasText]',
        !isOverlayOpen && 'max-lg:hidden',
      )}
      onClick={closeOverlay}
    />
    <div className="min-w-0" data-slot="page" inert={isOverlayOpen}>
      {children}
    </div>
  </div>
)
