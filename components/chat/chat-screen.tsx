'use client'

import { useCallback, useRef, useState } from 'react'
import { DialogHost } from '@/components/commands/dialog-host'
import { goTo, usePath } from '@/components/context/address'
import { useCommand } from '@/components/context/command-registry'
import { LazyFileOpener } from '@/components/open-file/lazy-file-opener'
import { AppShell } from '@/components/sidebar/app-shell'
import { Sidebar, SidebarButton } from '@/components/sidebar/sidebar'
import { useSidebar } from '@/components/sidebar/use-sidebar'
import { keepChatsInBrowser } from '@/lib/client/api/api-fetch'
import type { ChatSession } from '@/lib/client/chat/chat-state'
import { createChat, createThreadId } from '@/lib/client/chat/create-chat'
import type { ThreadId } from '@/lib/protocol/event'
import type { ModelOffer } from '@/lib/protocol/model-offer'
import type { Suggestion } from '@/lib/protocol/suggestion'
import { Chat } from './chat'
import type { UnknownReason } from './unknown-thread'
import { useModelChoice, useModelOffer } from './use-model-choice'

export type ChatScreenProps = {
  /** The address the server was asked for. */
  path: string
  /** Of the thread at that address. */
  title?: string
  /** That answered last there. */
  threadModelId?: string | undefined
  offer: ModelOffer
  /** The model that was last chosen on this device. */
  keptModelId: string | undefined
  suggestions: Suggestion[]
  keepsHistory: boolean
  /** Why nothing could be asked or read when the page was made, where a person on the server has to do something. */
  problem?: string | undefined
  /** The server has no chat for that address, and why. */
  unknown?: UnknownReason
  /** This device hides the sidebar. */
  isSidebarHidden: boolean
}

type OpenChat = { chat: ChatSession; isNew: boolean }

/**
 * The conversations, and which chat is on screen. Both pages draw this, and the address says the rest: `/` is a chat that does not exist yet,
 * `/chat/…` one that does. Chats that were open stay in memory, so that back and forward show them at once.
 */
export const ChatScreen = (props: ChatScreenProps) => {
  const {
    path: pathOnServer,
    title = '',
    threadModelId,
    keptModelId,
    suggestions,
    keepsHistory,
    problem,
    isSidebarHidden,
  } = props
  if (!keepsHistory) keepChatsInBrowser()
  const path = usePath(pathOnServer)
  const [freshId, setFreshId] = useState(createThreadId)
  const [listed, setListed] = useState<{ threadId: ThreadId; title: string }>()
  const [forgottenId, setForgotten] = useState<ThreadId>()
  const [hasNews, setNews] = useState(false)
  const sidebar = useSidebar(isSidebarHidden)
  const [isFileOpen, setFileOpen] = useState(false)
  const openChats = useRef(new Map<ThreadId, OpenChat>())

  const threadId = toThreadId(path) ?? freshId
  const { chat, isNew } = openChat(openChats.current, threadId, freshId)
  const isAsOnServer = path === pathOnServer
  const { offer, setOffer } = useModelOffer(props.offer)
  const { models } = offer
  const { modelId, onModel } = useModelChoice({
    chat,
    offer,
    keptModelId,
    threadModelId: isAsOnServer ? threadModelId : undefined,
  })

  const onOffer = (next: ModelOffer, nextModelId?: string) => {
    setOffer(next)
    if (nextModelId !== undefined) onModel(nextModelId)
  }

  const onNewChat = useCallback(() => {
    setFreshId(createThreadId())
    goTo('/')
  }, [])
  useCommand('new-chat', onNewChat)
  const onStarted = useCallback(() => {
    if (toThreadId(location.pathname) !== undefined) return
    goTo(`/chat/${threadId}`, { isByPerson: false })
    setFreshId(createThreadId())
  }, [threadId])

  const onTitle = useCallback((of: ThreadId, name: string) => setListed({ threadId: of, title: name }), [])
  const onDeleted = useCallback(
    (deleted: ThreadId) => {
      openChats.current.delete(deleted)
      if (deleted === threadId) onNewChat()
    },
    [threadId, onNewChat],
  )

  const { isOverlayOpen, show, hide, closeOverlay } = sidebar
  const nav = (
    <Sidebar
      chat={chat}
      isOverlayOpen={isOverlayOpen}
      show={show}
      hide={hide}
      closeOverlay={closeOverlay}
      onNewChat={onNewChat}
      onTitle={onTitle}
      onNews={setNews}
      onForgotten={setForgotten}
      onDeleted={onDeleted}
    />
  )
  const menu = <SidebarButton isOverlayOpen={isOverlayOpen} hasNews={hasNews} onShow={show} />
  return (
    <AppShell sidebar={sidebar} nav={nav}>
      {!isFileOpen && (
        <Chat
          key={threadId}
          chat={chat}
          isNew={isNew}
          knownTitle={listed?.threadId === threadId ? listed.title : isAsOnServer ? title : ''}
          menu={menu}
          models={models}
          canBringOwn={offer.canBringOwn}
          modelId={modelId}
          suggestions={suggestions}
          keepsHistory={keepsHistory}
          problem={problem}
          isForgotten={forgottenId === threadId}
          unknown={isAsOnServer ? props.unknown : undefined}
          onModel={onModel}
          onNewChat={onNewChat}
          onStarted={onStarted}
        />
      )}
      <LazyFileOpener menu={menu} onOpen={setFileOpen} />
      <DialogHost offer={offer} modelId={modelId} onModel={onModel} onOffer={onOffer} />
    </AppShell>
  )
}

const openChat = (chats: Map<ThreadId, OpenChat>, threadId: ThreadId, freshId: ThreadId): OpenChat => {
  const known = chats.get(threadId)
  if (known) return known
  const isNew = threadId === freshId
  const opened = { chat: createChat({ threadId, isNew }), isNew }
  chats.set(threadId, opened)
  return opened
}

const toThreadId = (path: string): ThreadId | undefined => {
  const id = /^\/chat\/([^/]+)\/?$/.exec(path)?.[1]
  return id === undefined ? undefined : (decodeURIComponent(id) as ThreadId)
}
