import { documentLimits } from '@/lib/protocol/document'

/** Why a file cannot be read, as a sentence for the person who added it. Crosses from the worker as plain data. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
}

export const tooLong = `This file has more than ${documentLimits.maxChars / 1_000_000} million characters of text. Add the part that you need.`
