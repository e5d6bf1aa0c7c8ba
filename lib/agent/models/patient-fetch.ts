import { Agent, fetch } from 'undici'

/**
 * `fetch` without time limits of its own. Node's gives up after five minutes without a header, which a model that is still
 * being loaded, or that reads a long question on a slow machine, may well take; how long is waited is the executor's choice.
 */
export const patientFetch = (url: string, init: RequestInit): Promise<Response> => withoutLimits(url, { ...init, dispatcher })

const dispatcher = new Agent({ headersTimeout: 0, bodyTimeout: 0 })

/** Node's own `fetch` is this one; only their types are declared apart. */
const withoutLimits = fetch as unknown as (url: string, init: RequestInit & { dispatcher: Agent }) => Promise<Response>
