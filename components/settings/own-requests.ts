import type { ModelOffer } from '@/lib/protocol/model-offer'
import type { FoundProvider, OwnAddress, OwnAnswer, OwnChoice } from '@/lib/protocol/own-provider'

/** What came of a request: a value, or a sentence and the field that it is about. */
export type Result<Value> = { ok: true; value: Value } | { ok: false; message: string; field?: string }

/** Which models there are with a key, or at an address. */
export const findModels = (asked: OwnAddress): Promise<Result<FoundProvider>> => ask('POST', asked)

/** Tries a model and keeps it for this browser. */
export const chooseOwn = (choice: OwnChoice): Promise<Result<OwnAnswer>> => ask('PUT', choice)

export const forgetOwn = (): Promise<Result<{ offer: ModelOffer }>> => ask('DELETE')

async function ask<Value>(method: string, body?: object): Promise<Result<Value>> {
  try {
    const response = await fetch('/api/own-provider', {
      method,
      ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
    const answer = await response.json()
    if (response.ok) return { ok: true, value: answer }
    return { ok: false, message: answer.detail, ...(typeof answer.field === 'string' && { field: answer.field }) }
  } catch {
    return { ok: false, message: 'The server could not be reached. Try again in a moment.' }
  }
}
