import { PanelLeft, Search, Settings, SquarePen } from 'lucide-react'
import { type KeyboardEvent, memo } from 'react'
import { createLatePart } from '@/components/answer/late-part'
import { useModifierKey } from '@/components/chat/use-modifier-key'
import { preloadDialogs } from '@/components/commands/dialog-host'
import { openDialog } from '@/components/commands/opened-dialog'
import { Brand } from './brand'
import type { ConversationsProps } from './conversations'
import { ListSkeleton } from './list-skeleton'
import { PageLink } from './page-link'
import { type SidebarState, sidebarId } from './use-sidebar'

type Props = Omit<ConversationsProps, 'onLeave' | 'onShow'> &
  Pick<SidebarState, 'isOver' | 'show' | 'hide' | 'leave'> & { onNewChat(): void }

const conversations = createLatePart(() => import('./conversations').then(({ Conversations }) => Conversations))

/** The way home, a new chat, and the conversations there are. The words of an answer change nothing here. */
export const Sidebar = memo(({ isOver, show, hide, leave, onNewChat, ...list }: Props) => {
  const modifier = useModifierKey()
  const late = conversations.usePart()
  const startNewChat = () => {
    leave()
    onNewChat()
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
          className="ib hide"
          aria-label="Hide conversations"
          aria-keyshortcuts="Control+B Meta+B"
          title={`Hide conversations, ${modifier === '⌘' ? '⌘B' : 'Ctrl B'}`}
          onClick={hide}
        >
          <PanelLeft size={16} aria-hidden />
        </button>
      </div>
      <PageLink href="/" className="new-chat" aria-keyshortcuts="Shift+Control+O Shift+Meta+O" onGo={startNewChat}>
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
      <button
        type="button"
        className="side-foot"
        onPointerEnter={preloadDialogs}
        onFocus={preloadDialogs}
        onClick={() => {
          leave()
          openDialog('settings')
        }}
      >
        <Settings size={16} aria-hidden />
        Settings
      </button>
    </nav>
  )
})
