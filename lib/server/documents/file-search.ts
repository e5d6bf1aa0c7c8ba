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
import { AppError, toAppError } from '@/lib/protocol/error'
import { fuseRanks } from './fuse-ranks'

/** How many passages are turned into vectors by one request: about 60,000 characters. */
const passagesAtOnce = 64
/** What a passage is called by where it is too long for the model. */
const beginningChars = 300
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
  readonly #waiting = new Set<DocumentId>()
  #working: Promise<void> = Promise.resolve()
  #isWorking = false
  #restsUntil = 0

  constructor(store: Pick<Store, 'use'>, embedder?: Embedder, onFailure: (error: unknown) => void = () => undefined) {
    this.#store = store
    this.#embedder = embedder
    this.#onFailure = onFailure
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
        // What is left is done when the files are searched, or another one is added.
        this.#waiting.clear()
        this.#restsUntil = Date.now() + restMs
        this.#onFailure(error)
      }
    }
  }

  async #embed(documentId: DocumentId, { model, embedTexts }: Embedder): Promise<void> {
    for (;;) {
      const passages = await this.#store.use((db) => readWithoutVectors(db, { documentId, model, limit: passagesAtOnce }))
      if (passages.length === 0) return
      const texts = passages.map(({ text }) => text)
      // Some models read less than a passage is long, and say so or just refuse.
      const vectors = await embedTexts(texts).catch((error: unknown) => {
        if (!mayBeTooLong(error)) throw error
        return embedTexts(texts.map((each) => each.slice(0, beginningChars).toWellFormed()))
      })
      const rows = passages.flatMap(({ id }, index) => {
        const vector = vectors[index]
        return vector ? [{ id, vector }] : []
      })
      await this.#store.use((db) => keepVectors(db, model, rows))
    }
  }

  /** The passages of some files that fit a question best. */
  async search(ids: readonly DocumentId[], text: string, limit: number): Promise<FileSearchResult> {
    const embedder = this.#embedder
    if (!embedder) return { passages: await this.#byWords(ids, text, limit) }
    const candidates = limit * candidatesPerPlace
    const [byWords, byMeaning] = await Promise.all([
      this.#byWords(ids, text, candidates),
      this.#byMeaning(ids, text, { embedder, limit: candidates }).catch((error: unknown) => toAppError(error)),
    ])
    if (byMeaning instanceof AppError) return { passages: byWords.slice(0, limit), note: `by words only: ${inShort(byMeaning)}` }
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
    const unprepared = await this.#store.use((db) => findWithoutVectors(db, ids, embedder.model))
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

/** For a row, without what the provider said in its own words. */
const inShort = ({ message }: AppError): string => message.replace(/: “.*/s, '').replace(/\.$/, '')

const mayBeTooLong = (error: unknown): boolean =>
  error instanceof AppError && (error.code === 'context-too-long' || error.code === 'model-refused')

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
