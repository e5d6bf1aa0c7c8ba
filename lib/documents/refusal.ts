import { documentLimits } from '@/lib/protocol/document'

/**
 * Why a file cannot be read, as a sentence for the person who added it. Crosses from the worker as plain data. `ofPage` says it of a page
 * of the web, in words that follow the name of its site.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly ofPage: string

  constructor(message: string, { cause, ofPage = 'is no text' }: { cause?: unknown; ofPage?: string } = {}) {
    super(message, { cause })
    this.ofPage = ofPage
  }
}

export const tooLong = `This file has more than ${documentLimits.maxChars / 1_000_000} million characters of text. Add the part that you need.`
