import type { SeenImage } from '@/lib/agent/history'
import { listDocuments, readPart } from '@/lib/db/document-queries'
import type { Owner } from '@/lib/db/run-queries'
import { type EarlierRun, readEarlierRuns } from '@/lib/db/turn-queries'
import { type DocumentInfo, isImageType } from '@/lib/protocol/document'
import type { ErrorCode } from '@/lib/protocol/error'
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

/** The files of a chat that a run may use: those of its question, and of the questions before it. */
export type SeenFiles = {
  /** All of them, oldest first. */
  documents: DocumentInfo[]
  own: ReadonlySet<string>
  /** Those that came with an earlier question which the provider has refused, and which was never answered. */
  refused: ReadonlySet<string>
}

/**
 * What was added and not asked with yet is for nobody's eyes, and what was asked after the question has nothing to do with it: `position`
 * is that of the question, whichever of its answers is made.
 */
export const findSeenFiles = (
  files: readonly AskedFile[],
  { owner, threadId, threadKey, position }: { owner: Owner; threadId: ThreadId; threadKey: string; position: number },
  { store }: Services,
): Promise<SeenFiles> =>
  store.use(async (db) => {
    const own = idsOf(files)
    const all = await listDocuments(db, owner, threadId)
    const isAlone = all.every(({ id }) => own.has(id))
    const before = isAlone ? [] : await readEarlierRuns(db, { threadKey, before: position })
    const earlier = idsOf(before.flatMap(filesOfRun))
    const answered = new Set(before.flatMap((run) => (run.outcome === 'success' ? [run.position] : [])))
    const wasRefused = new Set(before.flatMap((run) => (refusals.has(run.outcome ?? '') ? [run.position] : [])))
    const inRefused = before.filter((run) => wasRefused.has(run.position) && !answered.has(run.position))
    return {
      documents: all.filter(({ id }) => own.has(id) || earlier.has(id)),
      own,
      refused: idsOf(inRefused.flatMap(filesOfRun)),
    }
  })

const filesOfRun = ({ asked, first }: EarlierRun): AskedFile[] =>
  asked?.files ?? (first === undefined ? [] : filesOfLog([{ json: first }]))

/** How a run ends that the provider would not answer for what it was sent: by its filter, for an image that it cannot read, for its length. */
const refusals: ReadonlySet<string> = new Set(['content-filter', 'model-refused', 'context-too-long'] satisfies ErrorCode[])

const idsOf = (files: readonly AskedFile[]): Set<string> => new Set(files.flatMap(({ id }) => (id === undefined ? [] : [id])))

/** Images of earlier questions are shown again: a follow-up is often about them. The newest of them, each costs as much as a page of text. */
const mostEarlier = 4

/**
 * The images that a model is shown with a question: those of earlier ones, then its own. One that was refused with its question would have
 * each later question refused as well, so it is left out: `refusedImages` are the names of such.
 */
export async function readSeenImages(
  { documents, own, refused }: SeenFiles,
  { store }: Services,
): Promise<{ seen: SeenImage[]; refusedImages: string[] }> {
  const images = documents.filter(({ type }) => isImageType(type))
  const earlier = images.filter(({ id }) => !own.has(id))
  const shown = earlier.filter(({ id }) => !refused.has(id)).slice(-mostEarlier)
  const seen: SeenImage[] = []
  for (const { id, name, type } of [...shown, ...images.filter((image) => own.has(image.id))]) {
    const parts: Uint8Array[] = []
    const readNext = () => store.use((db) => readPart(db, id, parts.length))
    for (let part = await readNext(); part; part = await readNext()) parts.push(part)
    const url = `data:image/${type};base64,${Buffer.concat(parts).toString('base64')}`
    seen.push({ url, name, ...(!own.has(id) && { isEarlier: true }) })
  }
  return { seen, refusedImages: earlier.filter(({ id }) => refused.has(id)).map(({ name }) => name) }
}
