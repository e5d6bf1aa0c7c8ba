import { useCallback, useEffect, useState, useSyncExternalStore } from 'react'
import { modelCookie, writeDeviceCookie } from '@/components/ui/device-cookie'
import type { ChatSession } from '@/lib/client/chat/chat-state'
import type { RunId, ThreadId } from '@/lib/protocol/event'
import type { ModelOffer } from '@/lib/protocol/model-offer'
import { lastRun } from '@/lib/run-view/thread-view'

type Options = {
  chat: ChatSession
  offer: ModelOffer
  /** Last chosen on this device, as the server read it. */
  keptModelId: string | undefined
}

export type ChosenModel = {
  /** @param threadModelId That answered last in this chat, as the server knows it before the chat is read. */
  modelIdAfter(threadModelId?: string): string
  onModel(modelId: string): void
}

/**
 * Which model answers next: what was picked since the last answer, else the one that gave it, else (in a new chat) the
 * last choice on this device. One that is not offered any more is passed over.
 */
export const useModelChoice = ({ chat, offer, keptModelId }: Options): ChosenModel => {
  const [kept, setKept] = useState(keptModelId)
  const [picked, setPicked] = useState<{ threadId: ThreadId; after: RunId | undefined; modelId: string }>()
  const { threadId } = chat
  const after = useLastRun(chat, (run) => run?.runId)
  const answeredBy = useLastRun(chat, (run) => run?.model.id)
  const isPicked = picked?.threadId === threadId && picked.after === after
  const modelIdAfter = (threadModelId?: string): string => {
    const wanted = [isPicked ? picked.modelId : undefined, answeredBy ?? threadModelId, kept]
    return wanted.find((id) => offer.models.some((model) => model.id === id)) ?? offer.defaultModelId
  }
  const onModel = useCallback(
    (id: string) => {
      setPicked({ threadId, after, modelId: id })
      setKept(id)
      writeDeviceCookie(modelCookie, encodeURIComponent(id))
    },
    [threadId, after],
  )
  return { modelIdAfter, onModel }
}

/** Something of the newest run; what else happens in the chat draws nothing. */
const useLastRun = <Value extends string>(chat: ChatSession, read: (run: ReturnType<typeof lastRun>) => Value | undefined) => {
  const current = () => read(lastRun(chat.getState().thread))
  return useSyncExternalStore(chat.subscribe, current, () => undefined)
}

/** What may be chosen from, asked for again when the person comes back to the page: a server may have been started meanwhile. */
export const useModelOffer = (atFirst: ModelOffer): { offer: ModelOffer; setOffer(offer: ModelOffer): void } => {
  const [offer, setOffer] = useState(atFirst)
  useEffect(() => {
    const onFocus = async () => {
      const next = await readOffer().catch(() => undefined) // Offline: what was offered still stands.
      if (next) setOffer((before) => (JSON.stringify(before) === JSON.stringify(next) ? before : next))
    }
    addEventListener('focus', onFocus)
    return () => removeEventListener('focus', onFocus)
  }, [])
  return { offer, setOffer }
}

const readOffer = async (): Promise<ModelOffer | undefined> => {
  const response = await fetch('/api/models', { cache: 'no-store' })
  return response.ok ? response.json() : undefined
}
