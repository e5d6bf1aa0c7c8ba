import type { SeenImage } from '@/lib/agent/history'
import { listDocuments, readPart } from '@/lib/db/document-queries'
import type { Owner } from '@/lib/db/run-queries'
import { readFirstEvents } from '@/lib/db/turn-queries'
import { type DocumentInfo, isImageType } from '@/lib/protocol/document'
import type { AskedFile, NumberedEvent, ThreadId } from '@/lib/protocol/event'
import type { Services } from '@/lib/server/service-types'

/** The files that a question comes with, by their ids; one that is not in its chat any more is left out. */
export async function findAskedFiles(
  ids: readonly string[] | undefined,
  { owner, threadId }: { owner: Owner; threadId: ThreadId },
  services: Services,
): Promise<AskedFile[]> {
  if (!ids?.length) return []
  const documents = await services.store.use((db) => listDocuments(db, owner, threadId))
  const kept = new Map<string, DocumentInfo>(documents.map((document) => [document.id, document]))
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

/**
 * The images that a model is shown with a question: those that came with questions before its `position`, then its own. One that was
 * added and not asked with yet is for nobody's eyes, and what was asked after the question has nothing to do with it.
 */
export const readSeenImages = (
  files: readonly AskedFile[],
  { owner, threadId, threadKey, position }: { owner: Owner; threadId: ThreadId; threadKey: string; position: number },
  { store }: Services,
): Promise<SeenImage[]> =>
  store.use(async (db) => {
    const ids = new Set(files.map(({ id }) => id))
    const all = (await listDocuments(db, owner, threadId)).filter(({ type }) => isImageType(type))
    const own = all.filter(({ id }) => ids.has(id))
    const others = all.filter(({ id }) => !ids.has(id))
    const before = others.length > 0 ? await readFirstEvents(db, { threadKey, before: position }) : []
    const asked = new Set(before.flatMap((first) => filesOfLog([first])).map(({ id }) => id))
    const earlier = others.filter(({ id }) => asked.has(id)).slice(-mostEarlier)
    const seen: SeenImage[] = []
    for (const image of [...earlier, ...own]) {
      const parts: Uint8Array[] = []
      for (let part = await readPart(db, image.id, 0); part; part = await readPart(db, image.id, parts.length)) parts.push(part)
      const url = `data:image/${image.type};base64,${Buffer.concat(parts).toString('base64')}`
      seen.push({ url, name: image.name, ...(!own.includes(image) && { isEarlier: true }) })
    }
    return seen
  })
