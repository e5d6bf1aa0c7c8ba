import type { Owner } from '@/lib/db/run-queries'
import { AppError } from '@/lib/protocol/error'
import { env } from '@/lib/server/env'
import { answer } from './answer'
import { isForeign } from './cors'
import { checkOrigin } from './origin'
import { type BodyLimits, readJsonBody } from './read-body'
import { createVisitor, toVisitorCookie, visitorOf } from './visitor'

/**
 * Who a route is for: `anybody`, and it is not looked who asks; a visitor, if it `may` be one; one who `must` be known, to
 * anybody else there is nothing here; or one who is made now, and told so by a cookie, where none is known.
 */
type Visitor = 'anybody' | 'may' | 'must' | 'made'
type OwnerOf<V extends Visitor> = V extends 'must' | 'made' ? Owner : V extends 'may' ? Owner | undefined : never

/** What a route reads of a request. Each reader throws what is wrong, and gives what the handler gets. */
type Reads<V extends Visitor, Params, Query, Body> = {
  visitor: V
  /** The parts of the path, by the names of their folders. */
  params?: { [Name in keyof Params]: (text: string) => Params[Name] }
  query?: (query: URLSearchParams) => Query
  body?: (json: unknown) => Body
  bodyLimits?: Partial<BodyLimits>
}

type Asked<V extends Visitor, Params, Query, Body> = {
  request: Request
  owner: OwnerOf<V>
  /** No request before this one was theirs, as far as it says. */
  isNew: boolean
  params: Params
  query: Query
  body: Body
}

/** What Next gives a route. */
type Context = { params: Promise<Record<string, string | string[] | undefined>> }

/** A handler as Next calls it; `route` names it in the log: `POST /api/runs`. */
export type RouteHandler = { (request: Request, context?: Context): Promise<Response>; route: string }

/**
 * A route: what is checked of each request is checked here, so that no route forgets it. Whatever may change something is
 * refused to pages of other sites; then come the visitor, the path, the query and the body, and the first that is wrong is
 * the answer. `route` is method and path pattern.
 */
export function handle<V extends Visitor, Params = object, Query = undefined, Body = undefined>(
  route: string,
  reads: Reads<V, Params, Query, Body>,
  handler: (asked: Asked<V, Params, Query, Body>) => Promise<Response> | Response,
): RouteHandler {
  const respond = async (request: Request, context?: Context): Promise<Response> => {
    if (!isSafe(request.method)) checkOrigin(request, env())
    const known = reads.visitor === 'anybody' ? undefined : visitorOf(request)
    const params = readParams(reads.params, (await context?.params) ?? {})
    const query = reads.query?.(new URL(request.url).searchParams) as Query
    const body = reads.body?.(await readJsonBody(request, reads.bodyLimits)) as Body
    if (reads.visitor === 'must' && !known) throw new AppError('not-found')
    const made = reads.visitor === 'made' && !known ? createVisitor() : undefined
    // As `OwnerOf` says of each kind of visitor.
    const owner = (known ?? made) as OwnerOf<V>
    const response = await handler({ request, owner, isNew: made !== undefined, params, query, body })
    // A page of another site shows a token, or is a guest: see `cors.ts`.
    if (made && !isForeign(request)) response.headers.append('set-cookie', toVisitorCookie(made, request))
    return response
  }
  return Object.assign((request: Request, context?: Context) => answer(route, request, () => respond(request, context)), {
    route,
  })
}

/** True for a method that changes nothing, by the definition of HTTP. */
const isSafe = (method: string): boolean => method === 'GET' || method === 'HEAD'

function readParams<Params>(
  readers: Reads<Visitor, Params, unknown, unknown>['params'],
  given: Awaited<Context['params']>,
): Params {
  const read: Partial<Params> = {}
  for (const name in readers) read[name] = readers[name](String(given[name]))
  return read as Params
}
