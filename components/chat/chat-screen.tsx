'use client'

import { useEffect, useRef, useState } from 'react'
import { LazyFileOpener } from '@/components/open-file/lazy-file-opener'
import type { StoredThread } from '@/lib/run-view/thread-view'
import { Chat } from './chat'
import { useShell } from './chat-shell'
import type { UnknownReason } from './empty-screens'

type Props = {
  /** The address that the server was asked for; what follows is of the thread there. */
  path: string
  title?: string
  /** The model that answered last in that thread. */
  modelId?: string | undefined
  /** That thread as JSON, once the server has read it; see `readThreadForPage`. */
  thread?: Promise<string | undefined>
  /** The server has no chat for that address, and why. */
  unknown?: UnknownReason
}

/**
 * The chat at the address, or a file that was opened in its place. Going from one chat to another is an entry in the history and asks
 * the server for no page, so what this one was given holds only for the address that it was made for.
 */
export const ChatScreen = ({ path: pathOnServer, title = '', modelId: threadModelId, thread, unknown }: Props) => {
  const { path, chat, firstChat, isNew, listedTitle, menu, offer, model, onNewChat, ...shell } = useShell()
  const isAsOnServer = path === pathOnServer
  const [isFileOpen, setFileOpen] = useState(false)

  const isHandedOver = useRef(false)
  // Once, since it gets old. Next may bring the page to life after the shell, and the person may have gone on to another chat by then.
  useEffect(() => {
    if (isHandedOver.current) return
    isHandedOver.current = true
    firstChat.preload(parseThread(thread))
  }, [thread, firstChat])

  return (
    <>
      {!isFileOpen && (
        <Chat
          {...shell}
          key={chat.threadId}
          chat={chat}
          isNew={isNew}
          knownTitle={listedTitle ?? (isAsOnServer ? title : '')}
          menu={menu}
          models={offer.models}
          canBringOwn={offer.canBringOwn}
          modelId={model.modelIdAfter(isAsOnServer ? threadModelId : undefined)}
          unknown={isAsOnServer ? unknown : undefined}
          onModel={model.onModel}
          onNewChat={onNewChat}
        />
      )}
      <LazyFileOpener threadId={chat.threadId} takesFiles={shell.documents !== undefined} menu={menu} onOpen={setFileOpen} />
    </>
  )
}

/** Written by our own server, as the answer to a request is. What React hands over is a thenable whose `then` returns nothing. */
const parseThread = async (thread: Promise<string | undefined> | undefined): Promise<StoredThread | undefined> => {
  const json = await thread
  return json === undefined ? undefined : JSON.parse(json)
}
