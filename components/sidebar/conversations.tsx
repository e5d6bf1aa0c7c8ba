'use client'

import { type RefObject, useEffect, useRef, useState } from 'react'
import { goTo } from '@/components/context/address'
import { useCommand } from '@/components/context/command-registry'
import { cn } from '@/components/ui/cn'
import type { ChatSession } from '@/lib/client/chat/chat-state'
import { useStore } from '@/lib/client/store/use-store'
import { createThreadList } from '@/lib/client/threads/create-thread-list'
import type { ThreadId } from '@/lib/protocol/event'
import type { ThreadSummary } from '@/lib/protocol/thread-summary'
import { ListSkeleton, listText } from './sidebar-row'
import { ListEnd, ListFailureBar, ThreadGroups, ThreadRows, UndoBar } from './thread-list'
import type { RowActions } from './thread-list-row'
import { ThreadSearchField } from './thread-search-field'
import { type OpenChatListener, useOpenChat } from './use-open-chat'

export type ConversationsProps = OpenChatListener & {
  /** The chat on screen. */
  chat: ChatSession
  /** Reports whether another chat has an answer that was not seen yet. */
  onNews(hasNews: boolean): void
  /** The person deleted a chat here. */
  onDeleted(threadId: ThreadId): void
  /** Closes a sidebar that is over the page: a chat was chosen, or it was swiped away. */
  onClose(): void
  onShow(): void
}

/** The chats of this visitor: search, open, rename, delete and undo. */
export const Conversations = ({ chat, onNews, onDeleted, onClose, onShow, ...listener }: ConversationsProps) => {
  const [list] = useState(createThreadList)
  const state = useStore(list)
  const { search, failure, deleted } = state
  const [editing, setEditing] = useState<ThreadId>()
  const threads = useHeldThreads(search ? search.found : state.threads, editing !== undefined)
  const scroller = useRef<HTMLDivElement>(null)
  const deletedOpen = useRef<ThreadId>(undefined)
  const currentId = chat.threadId
  useOpenChat(list, chat, listener)
  useSwipeToClose(scroller, onClose)

  const hasNews = state.threads.some((thread) => thread.state === 'unseen' && thread.threadId !== currentId)
  useEffect(() => onNews(hasNews), [onNews, hasNews])

  const actions = useActions({
    onOpen: (threadId) => {
      goTo(`/chat/${threadId}`)
      onClose()
    },
    onEdit: setEditing,
    onRename: (threadId, title) => list.rename(threadId, title),
    onDelete: (threadId) => {
      list.remove(threadId)
      deletedOpen.current = threadId === currentId ? threadId : undefined
      onDeleted(threadId)
    },
  })
  const isListed = state.threads.some(({ threadId }) => threadId === currentId)
  const renameCurrent = () => {
    onShow()
    // A sidebar that opens takes the focus first.
    setTimeout(() => setEditing(currentId))
  }
  const deleteCurrent = () => {
    // Undo is in the sidebar.
    onShow()
    actions.onDelete(currentId)
  }
  useCommand('rename', isListed ? renameCurrent : undefined)
  useCommand('delete', isListed ? deleteCurrent : undefined)

  const undo = async () => {
    const back = deleted?.threadId
    const done = list.undo()
    // The button is gone, and the row is back, once React has updated the page.
    if (back !== undefined) setTimeout(() => findLink(scroller.current, back)?.focus())
    const threadId = await done
    // Back to the chat that was open, unless another one was opened meanwhile.
    if (threadId !== undefined && threadId === deletedOpen.current && location.pathname === '/') goTo(`/chat/${threadId}`)
  }

  const rows = { currentId, editing, actions }
  const isEmpty = !search && !state.loading && threads.length === 0 && failure?.what !== 'read'
  return (
    <>
      <ThreadSearchField search={search} onSearch={list.search} />
      <div
        ref={scroller}
        data-slot="thread-list"
        className="mt-2.5 min-h-0 flex-1 overflow-y-auto overscroll-contain px-2.5 pb-3 [scrollbar-color:transparent_transparent] [scrollbar-width:thin] hover:scroll-thin focus-within:scroll-thin"
      >
        {state.loading && !search && <ListSkeleton />}
        {isEmpty && <p className={cn(listText, 'px-2.5')}>Your chats will appear here.</p>}
        {search ? (
          <ThreadRows label="Search results" threads={threads} {...rows} />
        ) : (
          <ThreadGroups threads={threads} {...rows} />
        )}
        {!search && state.hasMore && failure?.what !== 'more' && (
          <ListEnd key={state.threads.length} isLoading={state.loadingMore} onNear={list.loadMore} />
        )}
        {failure && <ListFailureBar failure={failure} onTryAgain={list.tryAgain} onDismiss={list.dismissFailure} />}
      </div>
      <UndoBar deleted={deleted} onUndo={() => void undo()} />
    </>
  )
}

/** The same functions for as long as the list is shown, so that they cause no row to render again. */
const useActions = (actions: RowActions): RowActions => {
  const current = useRef(actions)
  useEffect(() => {
    current.current = actions
  })
  const [stable] = useState<RowActions>(() => ({
    onOpen: (threadId) => current.current.onOpen(threadId),
    onEdit: (threadId) => current.current.onEdit(threadId),
    onRename: (threadId, title) => current.current.onRename(threadId, title),
    onDelete: (threadId) => current.current.onDelete(threadId),
  }))
  return stable
}

const findLink = (rows: HTMLElement | null, threadId: ThreadId): HTMLElement | null =>
  rows?.querySelector<HTMLElement>(`a[href="/chat/${CSS.escape(threadId)}"]`) ?? null

/** The list as it was when editing a title began, until that ends, so that the row does not move. */
const useHeldThreads = (threads: ThreadSummary[], isEditing: boolean): ThreadSummary[] => {
  const [held, setHeld] = useState<ThreadSummary[]>()
  if (isEditing && !held) setHeld(threads)
  if (!isEditing && held) setHeld(undefined)
  return held ?? threads
}

/** How far to the left a finger has to move to close the sidebar. */
const minSwipePx = 56

/** Closes the sidebar by a swipe to the left, in which it follows the finger. Mostly vertical movements scroll instead. */
export const useSwipeToClose = (content: RefObject<HTMLElement | null>, onClose: () => void): void => {
  useEffect(() => {
    const sidebar = content.current?.closest('nav')
    if (!sidebar) return
    let begin: { x: number; y: number } | undefined
    let dx = 0

    const onStart = ({ touches }: TouchEvent) => {
      const [touch] = touches
      begin = touch && touches.length === 1 ? { x: touch.clientX, y: touch.clientY } : undefined
      dx = 0
    }
    const onMove = ({ touches }: TouchEvent) => {
      const [touch] = touches
      if (!begin || !touch) return
      const [x, y] = [touch.clientX - begin.x, touch.clientY - begin.y]
      if (dx === 0 && Math.abs(y) > Math.abs(x)) begin = undefined
      else {
        dx = Math.min(0, x)
        sidebar.style.setProperty('--swipe', `${dx}px`)
        sidebar.dataset['swiping'] = ''
      }
    }
    const onEnd = () => {
      sidebar.style.removeProperty('--swipe')
      delete sidebar.dataset['swiping']
      if (dx < -minSwipePx) onClose()
      begin = undefined
      dx = 0
    }
    const passive = { passive: true }
    sidebar.addEventListener('touchstart', onStart, passive)
    sidebar.addEventListener('touchmove', onMove, passive)
    sidebar.addEventListener('touchend', onEnd)
    sidebar.addEventListener('touchcancel', onEnd)
    return () => {
      sidebar.removeEventListener('touchstart', onStart)
      sidebar.removeEventListener('touchmove', onMove)
      sidebar.removeEventListener('touchend', onEnd)
      sidebar.removeEventListener('touchcancel', onEnd)
    }
  }, [content, onClose])
}
