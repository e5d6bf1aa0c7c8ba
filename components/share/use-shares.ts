import { useEffect, useMemo, useState } from 'react'
import { createSharesApi, type ShareAsk } from '@/lib/client/api/share-requests'
import { toAppError } from '@/lib/protocol/error'
import type { ShareId, ThreadId } from '@/lib/protocol/event'
import type { ShareSummary } from '@/lib/protocol/share'

type Shares = {
  /** Newest first; empty until they are read. */
  shares: ShareSummary[]
  /** The link that was made here. */
  made: ShareSummary | undefined
  failure: string | undefined
  isBusy: boolean
  create(ask: ShareAsk): void
  stop(shareId: ShareId): void
}

/** The links of a conversation, read once, and kept in step with what is done to them here. */
export const useShares = (threadId: ThreadId): Shares => {
  const api = useMemo(() => createSharesApi((...args) => fetch(...args)), [])
  const [shares, setShares] = useState<ShareSummary[]>([])
  const [made, setMade] = useState<ShareSummary>()
  const [failure, setFailure] = useState<string>()
  const [isBusy, setIsBusy] = useState(false)

  const attempt = async (action: () => Promise<void>): Promise<void> => {
    setFailure(undefined)
    try {
      await action()
    } catch (error) {
      setFailure(toAppError(error).message)
    }
  }

  useEffect(() => {
    let isGone = false
    api.list(threadId).then(
      (read) => !isGone && setShares((known) => [...known.filter(({ shareId }) => !has(read, shareId)), ...read]),
      (error: unknown) => !isGone && setFailure(toAppError(error).message),
    )
    return () => {
      isGone = true
    }
  }, [api, threadId])

  return {
    shares,
    made,
    failure,
    isBusy,
    create: (ask) => {
      if (isBusy) return
      setIsBusy(true)
      void attempt(async () => {
        const share = await api.create(ask)
        setMade(share)
        setShares((known) => [share, ...known.filter(({ shareId }) => shareId !== share.shareId)])
      }).finally(() => setIsBusy(false))
    },
    stop: (shareId) =>
      void attempt(async () => {
        await api.stop(shareId)
        setShares((known) => known.filter((share) => share.shareId !== shareId))
        setMade((share) => (share?.shareId === shareId ? undefined : share))
      }),
  }
}

const has = (shares: ShareSummary[], id: ShareId): boolean => shares.some(({ shareId }) => shareId === id)
