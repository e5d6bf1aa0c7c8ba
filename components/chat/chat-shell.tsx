'use client'

import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from 'react'
import { DialogHost } from '@/components/commands/dialog-host'
import { goTo, usePath } from '@/components/context/address'
import { useCommand } from '@/components/context/command-registry'
import { keepLeftAddress, takeLeftAddress } from '@/components/context/left-address'
import { AppShell, Sidebar, SidebarButton } from '@/components/sidebar/sidebar'
import { useSidebar } from '@/components/sidebar/use-sidebar'
import { keepChatsInBrowser } from '@/lib/client/api/api-fetch'
import type { ChatSession } from '@/lib/client/chat/chat-state'
import { createChat, createThreadId } from '@/lib/client/chat/create-chat'
import { hasDraftFiles, readNewChatId } from '@/lib/client/files/draft-files'
import type { DocumentLimits } from '@/lib/protocol/document'
import type { ThreadId } from '@/lib/protocol/event'
import type { ModelOffer } from '@/lib/protocol/model-offer'
import type { Suggestion } from '@/lib/protocol/suggestion'
import { type ChosenModel, useModelChoice, useModelOffer } from './use-model-choice'

/** What the server knows before any chat is read, and what a new chat begins with. */
type Known = {
  suggestions: Suggestion[]
  /** What the demo model finds its answers in, in words. */
  demoAnswersFrom: string
  /** False where the server keeps no chats, and this browser does. */
  keepsHistory: boolean
  /** What files the server keeps with a chat, if it keeps any. */
  documents?: DocumentLimits | undefined
  /** Answers are followed by questions to go on with. */
  suggestsFollowUps: boolean
  /** Why nothing could be asked or read when the page was made, where a person on the server has to do something. */
  problem?: string | undefined
}

type Props = Known & {
  /** The one that the server was asked for. */
  path: string
  offer: ModelOffer
  /** The model that was last chosen on this device. */
  keptModelId: string | undefined
  /** This device hides the sidebar. */
  isSidebarHidden: boolean
  children: ReactNode
}

/** What the page beside the sidebar draws its chat from. */
export type Shell = Known &
  OpenChat & {
    /** The address of the chat that is on screen. */
    path: string
    /** The one that the page was made for, which waits for its turns from there. */
    firstChat: ChatSession
    /** Its title as the list of conversations has it. */
    listedTitle: string | undefined
    /** This browser cannot find it again. */
    isForgotten: boolean
    /** Another window has deleted it. */
    isDeleted: boolean
    /** The way to the conversations, for the header. */
    menu: ReactNode
    offer: ModelOffer
    model: ChosenModel
    onNewChat(): void
    /** The server has the first question of a new chat: it has an address from now on. */
    onStarted(): void
  }

type OpenChat = {
  chat: ChatSession
  /** Nothing was asked under its id when it was opened. */
  isNew: boolean
}

/**
 * The conversations, and which chat is on screen: `/` is a chat that does not exist yet, `/chat/…` one that does. Chats that were open
 * stay in memory, so that Back and Forward show them at once.
 */
export const ChatShell = ({
  path: pathOnServer,
  offer: offerAtFirst,
  keptModelId,
  isSidebarHidden,
  children,
  ...known
}: Props) => {
  if (!known.keepsHistory) keepChatsInBrowser()
  const path = usePath(pathOnServer)
  const [freshId, setFreshId] = useState(toNewChatId)
  const [openChats] = useState(() => new Map<ThreadId, OpenChat>())
  const [listed, setListed] = useState<{ threadId: ThreadId; title: string }>()
  const [forgottenId, setForgotten] = useState<ThreadId>()
  const [deletedElsewhere, setDeletedElsewhere] = useState<ReadonlySet<ThreadId>>(new Set())
  const [hasNews, setNews] = useState(false)
  const sidebar = useSidebar(isSidebarHidden)

  const threadId = findThreadId(path) ?? freshId
  const { chat, isNew } = openChat(openChats, threadId, freshId)
  const [firstChat] = useState(chat)
  const { offer, setOffer } = useModelOffer(offerAtFirst)
  const model = useModelChoice({ chat, offer, keptModelId })

  const onOffer = (next: ModelOffer, nextModelId?: string) => {
    setOffer(next)
    if (nextModelId !== undefined) model.onModel(nextModelId)
  }
  const onNewChat = useCallback(() => {
    setFreshId(toNewChatId())
    goTo('/')
  }, [])
  useCommand('new-chat', onNewChat)
  useEffect(() => {
    const left = takeLeftAddress()
    if (left !== undefined) goTo(left, { isByPerson: false })
    return keepLeftAddress()
  }, [])
  const onStarted = useCallback(() => {
    if (findThreadId(location.pathname) !== undefined) return
    goTo(`/chat/${threadId}`, { isByPerson: false })
    setFreshId(createThreadId())
  }, [threadId])

  const onTitle = useCallback((of: ThreadId, title: string) => setListed({ threadId: of, title }), [])
  const onDeleted = useCallback(
    (deleted: ThreadId) => {
      openChats.delete(deleted)
      if (deleted === threadId) onNewChat()
    },
    [openChats, threadId, onNewChat],
  )

  const onChangedElsewhere = useCallback(
    (changed: ThreadId, what: 'deleted' | 'restored') => {
      // One that is back is read anew.
      if (what === 'restored' && openChats.has(changed))
        openChats.set(changed, { chat: createChat({ threadId: changed, isNew: false, isPreloaded: false }), isNew: false })
      setDeletedElsewhere((before) => {
        const next = new Set(before)
        if (what === 'deleted') next.add(changed)
        else next.delete(changed)
        return next
      })
    },
    [openChats],
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
      onChangedElsewhere={onChangedElsewhere}
    />
  )
  const shell: Shell = {
    ...known,
    path,
    chat,
    firstChat,
    isNew,
    listedTitle: listed?.threadId === threadId ? listed.title : undefined,
    isForgotten: forgottenId === threadId,
    isDeleted: deletedElsewhere.has(threadId),
    menu: <SidebarButton isOverlayOpen={isOverlayOpen} hasNews={hasNews} onShow={show} />,
    offer,
    model,
    onNewChat,
    onStarted,
  }
  return (
    <AppShell sidebar={sidebar} nav={nav}>
      <ShellContext value={shell}>{children}</ShellContext>
      <DialogHost
        offer={offer}
        modelId={model.modelIdAfter()}
        suggestsFollowUps={known.suggestsFollowUps}
        onModel={model.onModel}
        onOffer={onOffer}
      />
    </AppShell>
  )
}

/** What the layout hands to its pages. Throws outside of the layout. */
export const useShell = (): Shell => {
  const shell = useContext(ShellContext)
  if (!shell) throw new Error('A chat is drawn in a ChatShell.')
  return shell
}

const ShellContext = createContext<Shell | undefined>(undefined)

/** Files may have been added to a chat that nothing was asked in yet. */
const toNewChatId = (): ThreadId => {
  const id = readNewChatId()
  return id !== undefined && hasDraftFiles(id) ? id : createThreadId()
}

const openChat = (chats: Map<ThreadId, OpenChat>, threadId: ThreadId, freshId: ThreadId): OpenChat => {
  const known = chats.get(threadId)
  if (known) return known
  const isNew = threadId === freshId
  // Of the first one the page brings the turns: it may come to life after this.
  const opened = { chat: createChat({ threadId, isNew, isPreloaded: chats.size === 0 }), isNew }
  chats.set(threadId, opened)
  return opened
}

const findThreadId = (path: string): ThreadId | undefined => {
  const id = /^\/chat\/([^/]+)\/?$/.exec(path)?.[1]
  return id === undefined ? undefined : (decodeURIComponent(id) as ThreadId)
}
