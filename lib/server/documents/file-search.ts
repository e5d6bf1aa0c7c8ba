import { setImmediate } from 'node:timers/promises'
import type { Embedder } from '@/lib/agent/models/embeddings'
import { type FoundPassage, searchPassages } from '@/lib/db/document-search'
import {
  findWithoutVectors,
  keepVectors,
  readPassagesById,
  readVectors,
  readWithoutVectors,
  removeOtherSizes,
} from '@/lib/db/passage-vectors'
import type { Store } from '@/lib/db/store'
import type { DocumentId } from '@/lib/protocol/document'
import { AppError, type ErrorCode, toAppError } from '@/lib/protocol/error'
import { fuseRanks } from './fuse-ranks'

/** How many passages are turned into vectors by one request; servers that take fewer are found out. */
const passagesAtOnce = 32
/** How much of a passage counts that is too long for the model. */
const beginningChars = 300
/** A file of which so many passages are refused before any is taken is refused as a whole. */
const mostRefused = 3
/** How long a service that failed is left alone. */
const restMs = 30_000
/** How many candidates each of the two searches has for each place in the result. */
const candidatesPerPlace = 3

export type FileSearchResult = {
  passages: FoundPassage[]
  /** What the search had to do without, in words that stand beside the number of passages. */
  note?: string
}

/**
 * Finds passages of files by their words, and by their meaning where a model for that is set. Then each file is turned into vectors after
 * it was added, in the background, one request at a time. A file can be used at once: until its vectors are there, and while the service
 * fails, words alone find its passages.
 */
export class FileSearch {
  readonly #store: Pick<Store, 'use'>
  readonly #embedder: Embedder | undefined
  readonly #onFailure: (error: unknown) => void
  readonly #isStopping: () => boolean
  readonly #waiting = new Set<DocumentId>()
  /** Files that the provider would not take, or not all of; they are not sent again while this process lives. */
  readonly #refused = new Set<DocumentId>()
  #working: Promise<void> = Promise.resolve()
  #isWorking = false
  #restsUntil = 0

  constructor(
    store: Pick<Store, 'use'>,
    embedder?: Embedder,
    onFailure: (error: unknown) => void = () => undefined,
    isStopping = () => false,
  ) {
    this.#store = store
    this.#embedder = embedder
    this.#onFailure = onFailure
    this.#isStopping = isStopping
  }

  /** Resolves when nothing is left to be done in the background, or what is left has to wait for the service. */
  get settled(): Promise<void> {
    return this.#working
  }

  /** Makes the vectors of a file. */
  prepare(id: DocumentId): void {
    if (!this.#embedder) return
    this.#waiting.add(id)
    if (this.#isWorking || Date.now() < this.#restsUntil) return
    this.#isWorking = true
    this.#working = this.#work(this.#embedder).finally(() => {
      this.#isWorking = false
    })
  }

  async #work(embedder: Embedder): Promise<void> {
    for (const id of this.#waiting) {
      try {
        await this.#embed(id, embedder)
        this.#waiting.delete(id)
      } catch (error) {
        this.#onFailure(error)
        this.#waiting.delete(id)
        if (isRefusal(error)) {
          this.#refused.add(id)
          continue
        }
        // The service is what fails: what is left is done when the files are searched, or another one is added.
        this.#waiting.clear()
        this.#restsUntil = Date.now() + restMs
      }
    }
  }

  async #embed(documentId: DocumentId, embedder: Embedder): Promise<void> {
    const { model } = embedder
    const tally = { made: 0, refused: 0 }
    for (let after = -1; !this.#isStopping(); ) {
      const passages = await this.#store.use((db) => readWithoutVectors(db, { documentId, model, after, limit: passagesAtOnce }))
      const last = passages.at(-1)
      if (!last) break
      const vectors = await embedWhatIsTaken(
        passages.map(({ text }) => text),
        embedder,
        tally,
      )
      const rows = passages.flatMap(({ id }, index) => {
        const vector = vectors[index]
        return vector ? [{ id, vector }] : []
      })
      await this.#store.use((db) => keepVectors(db, model, rows))
      after = last.position
    }
    if (tally.refused > 0) this.#refused.add(documentId)
  }

  /** The passages of some files that fit a question best. */
  async search(ids: readonly DocumentId[], text: string, limit: number): Promise<FileSearchResult> {
    const embedder = this.#embedder
    if (!embedder) return { passages: await this.#byWords(ids, text, limit) }
    const candidates = limit * candidatesPerPlace
    const [byWords, byMeaning] = await Promise.all([
      this.#byWords(ids, text, candidates),
      this.#byMeaning(ids, text, { embedder, limit: candidates }).catch((error: unknown) => {
        this.#onFailure(error)
        return toAppError(error)
      }),
    ])
    if (byMeaning instanceof AppError) return { passages: byWords.slice(0, limit), note: inShort(byMeaning) }
    const fused = fuseRanks([byWords, byMeaning.passages], ({ documentId, position }) => `${documentId} ${position}`)
    return {
      passages: fused.slice(0, limit),
      ...(!byMeaning.isComplete && { note: 'still being prepared for search by meaning' }),
    }
  }

  #byWords(ids: readonly DocumentId[], text: string, limit: number): Promise<FoundPassage[]> {
    return this.#store.use((db) => searchPassages(db, { ids, text, limit }))
  }

  /** All vectors of a chat's files are compared: at most twenty files need no index. */
  async #byMeaning(
    ids: readonly DocumentId[],
    text: string,
    { embedder, limit }: { embedder: Embedder; limit: number },
  ): Promise<{ passages: FoundPassage[]; isComplete: boolean }> {
    const question = await embedder.embedQuestion(text)
    const best: { id: number; likeness: number }[] = []
    let count = 0
    let fits = true
    for await (const { id, vector } of readVectors((query) => this.#store.use(query), ids, embedder.model)) {
      count += 1
      if (count % passagesAtOnce === 0) await setImmediate()
      if (vector.length !== question.length) fits = false
      else keepBest(best, { id, likeness: productOf(question, vector) }, limit)
    }
    if (!fits) await this.#store.use((db) => removeOtherSizes(db, ids, question.length))
    const without = await this.#store.use((db) => findWithoutVectors(db, ids, embedder.model))
    const unprepared = without.filter((id) => !this.#refused.has(id))
    for (const id of unprepared) this.prepare(id)
    const passages = await this.#store.use((db) =>
      readPassagesById(
        db,
        best.map(({ id }) => id),
      ),
    )
    return { passages, isComplete: unprepared.length === 0 }
  }
}

/** A failure in a few words for a row, without what the provider said; what only we can mend is logged. */
const inShort = ({ code, message }: AppError): string =>
  code === 'internal' ? 'by words only' : `by words only: ${message.replace(/: “.*/s, '').replace(/\.$/, '')}`

/** The provider would not take what it was sent, and would not take it again. */
const isRefusal = (error: unknown): boolean => error instanceof AppError && refusals.has(error.code)
const refusals: ReadonlySet<ErrorCode> = new Set(['context-too-long', 'model-refused', 'content-filter'])

/**
 * The vectors of some texts, without those that are not taken. Servers take so many texts in a request, and so much of each, and say neither
 * in a way that can be relied on: what is refused is sent in halves, and at last the beginning of a text alone.
 */
async function embedWhatIsTaken(
  texts: readonly string[],
  embedder: Embedder,
  tally: { made: number; refused: number },
): Promise<(Float32Array | undefined)[]> {
  try {
    const vectors = await embedder.embedTexts(texts)
    tally.made += vectors.length
    return vectors
  } catch (error) {
    if (!isRefusal(error)) throw error
    if (texts.length > 1) {
      const half = Math.ceil(texts.length / 2)
      const first = await embedWhatIsTaken(texts.slice(0, half), embedder, tally)
      return [...first, ...(await embedWhatIsTaken(texts.slice(half), embedder, tally))]
    }
    const beginning = texts[0]?.slice(0, beginningChars).toWellFormed() ?? ''
    if (beginning !== texts[0]) return embedWhatIsTaken([beginning], embedder, tally)
    tally.refused += 1
    if (tally.made === 0 && tally.refused >= mostRefused) throw error
    return [undefined]
  }
}

/** Keeps a list of the best, best first, to its length. */
function keepBest(best: { id: number; likeness: number }[], one: { id: number; likeness: number }, limit: number): void {
  if (best.length === limit && one.likeness <= (best.at(-1)?.likeness ?? 0)) return
  const at = best.findIndex(({ likeness }) => likeness < one.likeness)
  best.splice(at < 0 ? best.length : at, 0, one)
  best.length = Math.min(best.length, limit)
}

function productOf(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let index = 0; index < a.length; index += 1) sum += (a[index] ?? 0) * (b[index] ?? 0)
  return sum
}
