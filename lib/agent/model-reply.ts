import type { AIMessageChunk } from '@langchain/core/messages'
import { AppError } from '@/lib/protocol/error'
import type { MessageId, SentCall, ToolCallId } from '@/lib/protocol/event'
import type { OwnFields } from './models/own-fields'
import { parseCallArgs } from './parse-call-args'

/** What one turn of the model has written so far. */
export type ModelReply = {
  prose: string
  /** What the model thought before its first call. */
  thought: string
  /** Which server the message came from, and the fields of its own that this server put beside it. */
  sent?: { origin: string; fields: OwnFields }
  calls: WrittenCall[]
  finalAnswers: FinalAnswerCall[]
  /** The message as LangChain made it, where it has to go back unchanged. */
  message?: AIMessageChunk
  /** Why the model stopped. It is absent when the stream ended without a reason. */
  finishReason?: string
  /** The server said that this was all, though perhaps not why. */
  done?: boolean
  /** The tokens that were used, as LangChain reports them (`usage_metadata`). */
  usage?: unknown
  /** The characters that were received, of every kind. */
  chars: number
  /** True once anything was received: from then on the request cannot be made again. */
  began: boolean
}

/** A call of a tool. `sent` is what the model's server has to be given back with it. */
export type WrittenCall = {
  toolCallId: ToolCallId
  name: string
  argsText: string
  /** The arguments are one whole JSON document. */
  complete: boolean
  sent?: SentCall & { fields?: OwnFields }
}

/** A call of `final_answer`. `messageId` is that of the text it became, if it became one. */
export type FinalAnswerCall = {
  id: string
  messageId?: MessageId
  argsText: string
  text: string
  sent?: SentCall & { fields?: OwnFields }
}

/** A turn in which nothing has come yet. A new object each time, since it is filled in place. */
export const emptyTurn = (): ModelReply => ({ prose: '', thought: '', calls: [], finalAnswers: [], chars: 0, began: false })

/** The answer of a turn: the text of `final_answer`, or plain text, which is right as well. */
export const answerOf = (turn: ModelReply): string => turn.finalAnswers[0]?.text || turn.prose

/**
 * Throws an `AppError` for a turn that is not whole. A stream that ended without a reason was cut, so what it wrote last may be
 * half of something; it is whole where the server said that this was all, and every call is a complete document.
 */
export function checkFinish(turn: ModelReply): void {
  switch (turn.finishReason) {
    case 'length':
      throw new AppError('cut-off', { message: 'The answer was cut off at the model’s length limit.' })
    case 'content_filter':
      throw new AppError('content-filter')
    case undefined:
      if (!turn.began) throw new AppError('empty-answer')
      if (!turn.done || !hasWholeCalls(turn))
        throw new AppError('cut-off', { message: 'The answer was cut off: the connection to the model ended early.' })
  }
}

const hasWholeCalls = ({ calls, finalAnswers }: ModelReply): boolean =>
  calls.every((call) => call.complete) && finalAnswers.every(({ argsText }) => parseCallArgs(argsText) !== undefined)
