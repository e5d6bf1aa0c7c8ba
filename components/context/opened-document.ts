import { createStore } from '@/lib/client/store/create-store'
import type { ThreadId } from '@/lib/protocol/event'

/** What is open over the page: a file at a place (`page=4`, `lines=12-30`), or the list of the files of a chat. */
export type OpenedDocument =
  | { kind: 'document'; id: string; name?: string; type?: string; place?: string }
  | { kind: 'list'; threadId: ThreadId }

export const openedDocument = createStore<OpenedDocument | undefined>(undefined)

/** Opens a file over the page. One without an id belongs to somebody else. */
export const openDocument = ({ id, name, type, place }: { id?: string; name?: string; type?: string; place?: string }): void => {
  if (id === undefined) return
  openedDocument.setState({
    kind: 'document',
    id,
    ...(name !== undefined && { name }),
    ...(type !== undefined && { type }),
    ...(place !== undefined && { place }),
  })
}

/** Why a file that was removed is still in its chat, until that has been read. */
export const removalFailure = createStore<string | undefined>(undefined)
