import { Menu, PanelLeft, Search, Settings, Share, SquarePen } from 'lucide-react'
import { type KeyboardEvent, type MouseEvent, memo, type ReactNode } from 'react'
import { preloadDialogs } from '@/components/commands/dialog-host'
import { composerId } from '@/components/composer/question-field'
import { useOffered } from '@/components/context/command-registry'
import { ariaKeys, commands } from '@/components/context/commands'
import { openDialog } from '@/components/context/dialog-store'
import { preloadShare } from '@/components/share/share-button'
import { IconButton } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { formatKeys, useModifierKey } from '@/components/ui/kbd'
import { lazyPart } from '@/components/ui/lazy-part'
import { Brand, PageLink } from '@/components/ui/page-frame'
import type { ConversationsProps } from './conversations'
import { ListSkeleton, listText, searchRow, sidebarRow } from './sidebar-row'
import { hideButtonId, type SidebarState, sidebarButtonId, sidebarId } from './use-sidebar'

type Props = Omit<ConversationsProps, 'onClose' | 'onShow'> &
  Pick<SidebarState, 'isOverlayOpen' | 'show' | 'hide' | 'closeOverlay'> & { onNewChat(): void }

const conversations = lazyPart(() => import('./conversations').then(({ Conversations }) => Conversations))

/** The sidebar: home, new chat, search and the list of chats, settings. Its list is loaded after the page. */
export const Sidebar = memo(({ isOverlayOpen, show, hide, closeOverlay, onNewChat, ...listProps }: Props) => {
  const modifier = useModifierKey()
  const list = conversations.usePart()
  const onShare = useOffered('share')
  const startNewChat = () => {
    closeOverlay()
    onNewChat()
  }
  const closeAnd = (open: () => void) => (event: MouseEvent<HTMLElement>) => {
    // This button is hidden with the sidebar, so a dialog must not return the focus to it.
    if (isOverlayOpen) event.currentTarget.blur()
    closeOverlay()
    open()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented || event.nativeEvent.isComposing) return
    event.preventDefault()
    closeOverlay()
  }
  return (
    <nav
      id={sidebarId}
      className={cn(
        'flex min-h-0 flex-col border-line border-r bg-sunken lg:in-data-[sidebar=hidden]:hidden print:hidden',
        'max-lg:fixed max-lg:inset-y-0 max-lg:left-0 max-lg:z-sheet max-lg:w-64 max-lg:pl-[env(safe-area-inset-left)] max-lg:shadow-2 max-sm:w-[86%]',
        isOverlayOpen
          ? 'max-lg:not-data-swiping:transition-[translate] max-lg:translate-x-(--swipe) max-lg:duration-sheet max-lg:ease-out'
          : // It can be reached until it has slid out.
            'max-lg:-translate-x-full max-lg:invisible max-lg:[transition:translate_320ms_var(--ease-in),visibility_0s_320ms]',
      )}
      aria-label="Chats"
      onKeyDown={isOverlayOpen ? onKeyDown : undefined}
    >
      <div className="flex flex-none items-center justify-between pt-3.5 pr-3.5 pb-3 pl-3 coarse:py-2">
        <Brand onHome={startNewChat} />
        <IconButton id={hideButtonId} size="sm" label="Close sidebar" aria-keyshortcuts={ariaKeys('sidebar')} onClick={hide}>
          <PanelLeft size={16} aria-hidden />
        </IconButton>
      </div>
      <PageLink
        href="/"
        className={cn(
          sidebarRow,
          'min-h-9 border border-line bg-surface font-medium shadow-[0_1px_1px_oklch(0.3_0.02_75/0.03)] transition-colors hover:border-line-2',
          'coarse:h-10 forced-colors:border-[CanvasText]',
        )}
        aria-keyshortcuts={ariaKeys('new-chat')}
        onNavigate={startNewChat}
      >
        <SquarePen size={16} aria-hidden />
        New chat
        <kbd aria-hidden className="ml-auto bg-transparent coarse:hidden">
          {formatKeys(commands['new-chat'].keys ?? '', modifier)}
        </kbd>
      </PageLink>
      {list.name === 'loaded' ? (
        <list.Part {...listProps} onClose={closeOverlay} onShow={show} />
      ) : (
        <>
          <div className={searchRow}>
            <Search size={16} aria-hidden />
            Search chats
          </div>
          {list.name === 'failed' ? (
            <p className={cn(listText, 'px-5')}>Your chats could not be loaded.</p>
          ) : (
            <div className="mx-2.5 mt-2.5">
              <ListSkeleton />
            </div>
          )}
        </>
      )}
      {onShare && (
        // Only where the header has no room for its button.
        <button
          type="button"
          className={cn(footRow, '2xs:hidden')}
          aria-haspopup="dialog"
          onPointerEnter={preloadShare}
          onFocus={preloadShare}
          onClick={closeAnd(onShare)}
        >
          <Share size={16} aria-hidden />
          Share this chat
        </button>
      )}
      <button
        type="button"
        className={cn(footRow, 'mb-[max(10px,env(safe-area-inset-bottom))]')}
        onPointerEnter={preloadDialogs}
        onFocus={preloadDialogs}
        onClick={closeAnd(() => openDialog('settings'))}
      >
        <Settings size={16} aria-hidden />
        Settings
      </button>
    </nav>
  )
})

/** A button at the foot of the sidebar. */
const footRow = cn(sidebarRow, 'mt-1 min-h-9 text-ink-2 hover:bg-fill hover:text-ink coarse:min-h-10')

type ButtonProps = {
  isOverlayOpen: boolean
  /** Something ended in another chat that was not seen yet. */
  hasNews: boolean
  onShow(): void
}

/** Opens the sidebar, in the header, while it is not beside the page. */
export const SidebarButton = ({ isOverlayOpen, hasNews, onShow }: ButtonProps) => {
  return (
    <IconButton
      id={sidebarButtonId}
      className="relative lg:in-data-[sidebar=shown]:hidden"
      aria-expanded={isOverlayOpen}
      aria-controls={sidebarId}
      aria-keyshortcuts={ariaKeys('sidebar')}
      onClick={onShow}
    >
      <Menu size={18} className="lg:hidden" aria-hidden />
      <PanelLeft size={16} className="max-lg:hidden" aria-hidden />
      <span className="sr-only" data-slot="visually-hidden">
        Open sidebar{hasNews && ', something new in another chat'}
      </span>
      {hasNews && (
        <i className="absolute top-1.25 right-1 size-1.75 rounded-full bg-accent shadow-[0_0_0_2px_var(--color-bg)] forced-colors:bg-[CanvasText]" />
      )}
    </IconButton>
  )
}

type AppShellProps = { sidebar: SidebarState; nav: ReactNode; children: ReactNode }

/** The sidebar and the page, side by side on wide screens; on narrow ones the sidebar opens over the dimmed page. */
export const AppShell = ({ sidebar: { isHidden, isOverlayOpen, closeOverlay }, nav, children }: AppShellProps) => (
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
