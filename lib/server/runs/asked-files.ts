import type { SeenImage } from '@/lib/agent/history'
import type { Owner } from '@/lib/db/run-queries'
import { isImageType } from '@/lib/protocol/document'
import type { AskedFile, NumberedEvent, ThreadId } from '@/lib/protocol/event'
import { listFiles, readImages } from '@/lib/server/documents/documents'
import type { Services } from '@/lib/server/service-types'

/** The files that a question comes with, by their ids; one that is not in its chat any more is left out. */
export async function findAskedFiles(
  ids: readonly string[] | undefined,
  { owner, threadId }: { owner: Owner; threadId: ThreadId },
  services: Services,
): Promise<AskedFile[]> {
  if (!ids?.length) return []
  const kept = new Map((await listFiles(owner, threadId, services)).map((document) => [document.id as string, document]))
  return ids.flatMap((each): AskedFile[] => {
    const document = kept.get(each)
    if (!document) return []
    const { id, name, type, size, pages } = document
    return [{ id, name, type, size, ...(pages !== undefined && { pages }) }]
  })
}

/** What the first event of a run says that its question came with. */
export const filesOfLog = ([first]: readonly { json: string }[]): AskedFile[] => {
  const event: NumberedEvent | undefined = first && JSON.parse(first.json)
  return event?.type === 'RUN_STARTED' ? (event.metadata.files ?? []) : []
}

/** Images of earlier questions are shown again: a follow-up is often about them. The newest of them, each costs as much as a page of text. */
const mostEarlier = 4

/** The images that a model is shown with a question: those of the chat's earlier questions, then its own. */
export async function readSeenImages(
  files: readonly AskedFile[],
  { owner, threadId }: { owner: Owner; threadId: ThreadId },
  services: Services,
): Promise<SeenImage[]> {
  const own = files.flatMap(({ id, type }) => (id !== undefined && isImageType(type) ? [id] : []))
  const all = (await listFiles(owner, threadId, services)).filter(({ type }) => isImageType(type))
  const earlier = all.filter(({ id }) => !own.includes(id)).slice(-mostEarlier)
  const shown = [...earlier, ...all.filter(({ id }) => own.includes(id))]
  const bytes = new Map(
    (
      await readImages(
        owner,
        threadId,
        shown.map(({ id }) => id),
        services,
      )
    ).map(({ id, url }) => [id, url]),
  )
  return shown.flatMap(({ id, name }): SeenImage[] => {
    const url = bytes.get(id)
    return url === undefined ? [] : [{ url, name, ...(!own.includes(id) && { isEarlier: true }) }]
  })
}
