import { PanelLeft, Search, Settings, Share, SquarePen } from 'lucide-react'
import { type KeyboardEvent, type MouseEvent, memo } from 'react'
import { preloadDialogs } from '@/components/commands/dialog-host'
import { useOfferedCommands } from '@/components/context/command-registry'
import { openDialog } from '@/components/context/dialog-store'
import { preloadShare } from '@/components/share/share-button'
import { createLatePart } from '@/components/ui/lazy-part'
import { useModifierKey } from '@/components/ui/use-modifier-key'
import { Brand } from './brand'
import type { ConversationsProps } from './conversations'
import { ListSkeleton } from './list-skeleton'
import { PageLink } from './page-link'
import { hideButtonId, type SidebarState, sidebarId } from './use-sidebar'

type Props = Omit<ConversationsProps, 'onLeave' | 'onShow'> &
  Pick<SidebarState, 'isOver' | 'show' | 'hide' | 'leave'> & { onNewChat(): void }

const conversations = createLatePart(() => import('./conversations').then(({ Conversations }) => Conversations))

/** The way home, a new chat, and the conversations there are. The words of an answer change nothing here. */
export const Sidebar = memo(({ isOver, show, hide, leave, onNewChat, ...list }: Props) => {
  const modifier = useModifierKey()
  const late = conversations.usePart()
  const share = useOfferedCommands().get('share')
  const startNewChat = () => {
    leave()
    onNewChat()
  }
  const leaveFor = (open: () => void) => (event: MouseEvent<HTMLElement>) => {
    // A button that goes with the sidebar is not what a dialog is to give the focus back to.
    if (isOver) event.currentTarget.blur()
    leave()
    open()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented || event.nativeEvent.isComposing) return
    event.preventDefault()
    leave()
  }
  return (
    <nav id={sidebarId} className="side" aria-label="Conversations" onKeyDown={isOver ? onKeyDown : undefined}>
      <div className="side-head">
        <Brand onHome={startNewChat} />
        <button
          type="button"
          id={hideButtonId}
          className="ib hide"
          aria-label="Hide conversations"
          aria-keyshortcuts="Control+B Meta+B"
          onClick={hide}
        >
          <PanelLeft size={16} aria-hidden />
        </button>
      </div>
      <PageLink href="/" className="new-chat" aria-keyshortcuts="Control+Shift+O Shift+Meta+O" onGo={startNewChat}>
        <SquarePen size={16} aria-hidden />
        New chat
        <kbd aria-hidden>{modifier === '⌘' ? '⇧⌘O' : 'Ctrl ⇧ O'}</kbd>
      </PageLink>
      {late.name === 'here' ? (
        <late.Part {...list} onLeave={leave} onShow={show} />
      ) : (
        <>
          <div className="find">
            <Search size={16} aria-hidden />
            Search chats
          </div>
          {late.name === 'failed' ? <p className="list-words">Your chats could not be loaded.</p> : <ListSkeleton />}
        </>
      )}
      {share && (
        // Only where the header has no room for its button.
        <button
          type="button"
          className="side-foot side-share"
          aria-haspopup="dialog"
          onPointerEnter={preloadShare}
          onFocus={preloadShare}
          onClick={leaveFor(share)}
        >
          <Share size={16} aria-hidden />
          Share this chat
        </button>
      )}
      <button
        type="button"
        className="side-foot"
        onPointerEnter={preloadDialogs}
        onFocus={preloadDialogs}
        onClick={leaveFor(() => openDialog('settings'))}
      >
        <Settings size={16} aria-hidden />
        Settings
      </button>
    </nav>
  )
})
