import { finalizeContentBlock } from '@langchain/core/language_models/compat'
import type { ChatModelStreamEvent } from '@langchain/core/language_models/event'
import { parseCallArgs } from '@/lib/agent/parse-call-args'
import { ArgumentsReader } from './arguments-reader'
import type { CallDelta } from './loose-chunk'
import { addOwnFields, type OwnFields, ownFieldsOf } from './own-fields'
import type { TextCall } from './written-calls'

export type CallsReaderOptions = {
  offered: ReadonlySet<string>
  write: (event: ChatModelStreamEvent) => void
  /** The number of the next block of the message. */
  newBlock: () => number
}

type Slot = {
  id: string
  name: string
  /** The index of its block, once it has been told of. */
  block: number | undefined
  /** JSON text that is certain and has not been given out. */
  waiting: string
  /** All that has been given out. */
  given: string
  args: ArgumentsReader
  fields: OwnFields
}

/**
 * The tool calls of one answer. Tells them apart also where the server does not (all with index 0, or with none), waits
 * for a name that comes late, and finds the tool that a name with something added to it means.
 */
export class CallsReader {
  readonly #options: CallsReaderOptions
  readonly #slots: Slot[] = []
  /** What an index of the server's stands for now. */
  readonly #byIndex = new Map<number | undefined, Slot>()
  /** The slots that the delta at hand has touched. */
  #touched = new Set<Slot>()
  fieldsAreNew = false

  constructor(options: CallsReaderOptions) {
    this.#options = options
  }

  /**
   * Reads a delta, and begins what can be begun. Its arguments wait for `advance`, so that a call's fields are known before its
   * end is.
   */
  take(deltas: (CallDelta | null)[]): void {
    for (const delta of deltas) if (delta) this.#takeOne(delta)
    for (const slot of this.#touched) this.#begin(slot, slot.name !== '' && slot.waiting !== '')
  }

  advance(): void {
    for (const slot of this.#touched) this.#giveArgs(slot)
    this.#touched.clear()
  }

  /** A call that stood in the text, whole. */
  add({ name, args }: TextCall): void {
    const slot = this.#newSlot()
    slot.name = name
    slot.waiting = args
    this.#begin(slot, true)
    this.#giveArgs(slot)
  }

  end(): void {
    for (const slot of this.#slots) {
      slot.waiting += slot.args.end()
      // A call that never got a name nor arguments was none.
      this.#begin(slot, slot.name !== '' || slot.waiting !== '')
      this.#giveArgs(slot)
    }
  }

  /** The fields of the calls by the index of their block. */
  fields(): Record<number, OwnFields> {
    this.fieldsAreNew = false
    return Object.fromEntries(
      this.#slots.flatMap(({ block, fields }) =>
        block === undefined || Object.keys(fields).length === 0 ? [] : [[block, { ...fields }]],
      ),
    )
  }

  finished(): ChatModelStreamEvent[] {
    return this.#slots.flatMap((slot) => {
      if (slot.block === undefined) return []
      const content = finalizeContentBlock({ type: 'tool_call_chunk', id: slot.id, name: slot.name, args: slot.given })
      return [{ event: 'content-block-finish' as const, index: slot.block, content }]
    })
  }

  #takeOne(delta: CallDelta): void {
    const name = delta.function?.name ?? ''
    const slot = this.#slotOf(delta, name)
    this.#touched.add(slot)
    if (slot.block === undefined && name !== '' && name !== slot.name) slot.name += name
    slot.waiting += slot.args.push(delta.function?.arguments)
    const own = ownFieldsOf(delta, knownFields)
    if (!own) return
    addOwnFields(slot.fields, own)
    this.fieldsAreNew = true
  }

  /**
   * Finds the call of a delta by its id; without one by its index, unless a whole call stands there and the delta names
   * another.
   */
  #slotOf(delta: CallDelta, name: string): Slot {
    const { id, index } = delta
    const atIndex = this.#byIndex.get(index ?? undefined)
    // Some give all calls the same id: with a name, and at an index where nothing is yet, it is another.
    const isNew = atIndex === undefined && typeof index === 'number' && name !== ''
    const known = id && !isNew ? [atIndex, ...this.#slots].find((slot) => slot?.id === id) : undefined
    const there = known ?? atIndex
    const slot = there && (there === known || !isAnother(there, delta, this.#toolNamed(name) ?? name)) ? there : this.#newSlot()
    if (id && slot.id === '') slot.id = id
    this.#byIndex.set(index ?? undefined, slot)
    return slot
  }

  #newSlot(): Slot {
    const slot: Slot = { id: '', name: '', block: undefined, waiting: '', given: '', args: new ArgumentsReader(), fields: {} }
    this.#slots.push(slot)
    return slot
  }

  /** A name may still come or grow as long as it is none of ours and no arguments have followed. */
  #begin(slot: Slot, isNamed: boolean): void {
    if (slot.block !== undefined || (!isNamed && this.#toolNamed(slot.name) === undefined)) return
    const index = this.#options.newBlock()
    slot.block = index
    slot.name = this.#toolNamed(slot.name) ?? slot.name
    const { id, name } = slot
    this.#options.write({ event: 'content-block-start', index, content: { type: 'tool_call_chunk', id, name, args: '', index } })
    if (Object.keys(slot.fields).length > 0) this.fieldsAreNew = true
  }

  #giveArgs(slot: Slot): void {
    if (slot.block === undefined || slot.waiting === '') return
    slot.given += slot.waiting
    const delta = { type: 'tool-call-delta' as const, args: slot.waiting }
    this.#options.write({ event: 'content-block-delta', index: slot.block, delta })
    slot.waiting = ''
  }

  /** `add<|channel|>commentary`, `functions.add` and `default_api:add` mean `add`. */
  #toolNamed(name: string): string | undefined {
    const { offered } = this.#options
    const before = name.split(/<[|｜]/)[0]?.trim() ?? ''
    return [name, before, before.split(/[.:/]/).at(-1) ?? '', before.toLowerCase()].find((each) => offered.has(each))
  }
}

/** Whether a delta that names the index of a call is nevertheless of another one. */
function isAnother(there: Slot, { id, function: called }: CallDelta, name: string): boolean {
  if (id) return there.id !== '' && (name !== '' || there.args.complete)
  if (name === '' || !there.args.complete) return false
  // The same name once more repeats the call as a whole, but where ids are not given it may be the next call.
  if (there.name !== name) return true
  return there.id === '' && !sameJson(called?.arguments, there.given + there.waiting)
}

const sameJson = (value: unknown, text: string): boolean =>
  JSON.stringify(typeof value === 'string' ? parseCallArgs(value) : value) === JSON.stringify(parseCallArgs(text))

/** OpenAI's own fields of a call in a delta. */
const knownFields: ReadonlySet<string> = new Set(['index', 'id', 'type', 'function'])
