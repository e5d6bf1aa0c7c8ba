import type { MessageId, Ms, TextKind } from '@/lib/protocol/event'
import type { Answer, RunView } from '@/lib/run-view/state'

/**
 * Where a text goes. The text of `final_answer` is the answer; prose is the answer only as long as its turn has no
 * calls. What turns out not to be the answer becomes a note among the steps.
 */
export const openText = (run: RunView, messageId: MessageId, kind: TextKind, at: Ms): RunView => {
  if (turnHasCalls(run)) return addNote(run, messageId, '', at)
  const before = run.answer
  if (before === undefined) return withAnswer(run, { messageId, text: '', kind, state: 'writing', startedAt: at })
  if (before.kind === 'prose' && kind === 'answer') {
    return withAnswer(demoteAnswer(run), { messageId, text: '', kind, state: 'writing', startedAt: at })
  }
  // A model may write its answer in several blocks, with thinking in between.
  if (before.kind === 'prose') return withAnswer(run, { ...before, messageId, text: `${before.text}\n\n`, state: 'writing' })
  return addNote(run, messageId, '', at)
}

/**
 * The run with more of a text, which is its answer or a note among its steps. The first word of the answer makes the run
 * `answering`. A text that is not known changes nothing.
 */
export const addText = (run: RunView, messageId: MessageId, delta: string): RunView => {
  const { answer } = run
  if (answer?.messageId === messageId) {
    const state = run.state.name === 'working' && delta !== '' ? { name: 'answering' as const } : run.state
    return { ...run, state, answer: { ...answer, text: answer.text + delta } }
  }
  const index = findNote(run, messageId)
  const note = run.steps[index]
  if (note?.kind !== 'note') return run
  return { ...run, steps: run.steps.with(index, { ...note, text: note.text + delta }) }
}

/** A text that never got a word leaves nothing behind. */
export const closeText = (run: RunView, messageId: MessageId): RunView => {
  const { answer } = run
  if (answer?.messageId === messageId) return withoutEmptyAnswer({ ...run, answer: { ...answer, state: 'done' } })
  const index = findNote(run, messageId)
  const note = run.steps[index]
  return note?.kind === 'note' && note.text === '' ? { ...run, steps: run.steps.toSpliced(index, 1) } : run
}

/** What looked like the answer becomes a note, because the model went on to do something else. */
export const demoteAnswer = (run: RunView): RunView => {
  if (run.answer === undefined) return run
  const { answer, ...rest } = run
  const state = run.state.name === 'answering' ? { name: 'working' as const } : run.state
  const kept = answer.text !== '' || answer.state === 'writing'
  return kept ? addNote({ ...rest, state }, answer.messageId, answer.text, answer.startedAt) : { ...rest, state }
}

/** The run without its answer, if that is only white space. */
export const withoutEmptyAnswer = (run: RunView): RunView => {
  if (run.answer === undefined || run.answer.text.trim() !== '') return run
  const { answer: _empty, ...rest } = run
  return rest
}

const withAnswer = (run: RunView, answer: Answer): RunView => ({ ...run, answer })

const addNote = (run: RunView, id: MessageId, text: string, at: Ms): RunView => ({
  ...run,
  steps: [...run.steps, { kind: 'note', id, text, at }],
})

const findNote = (run: RunView, id: MessageId): number =>
  run.steps.findLastIndex((step) => step.kind === 'note' && step.id === id)

const turnHasCalls = (run: RunView): boolean =>
  run.turn !== undefined && run.steps.some((step) => step.kind === 'calls' && step.id === run.turn)
