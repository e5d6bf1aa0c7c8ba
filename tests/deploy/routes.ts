import type { IncomingHttpHeaders } from 'node:http'

/** A route of `.vercel/output/config.json`, as far as Next's builds use them. */
export type Route = {
  handle?: 'filesystem' | 'miss' | 'rewrite' | 'resource' | 'hit' | 'error'
  src?: string
  dest?: string
  status?: number
  headers?: Record<string, string>
  continue?: boolean
  has?: Condition[]
  missing?: Condition[]
  middlewarePath?: string
}
type Condition = { type: string; key: string; value?: string }

export type Phase = 'start' | NonNullable<Route['handle']>

/** The routes of each phase, in their order. @see https://vercel.com/docs/build-output-api/configuration */
export function byPhase(routes: readonly Route[]): Map<Phase, Route[]> {
  const phases = new Map<Phase, Route[]>()
  let phase: Phase = 'start'
  for (const route of routes) {
    if (route.handle) phase = route.handle
    else phases.set(phase, [...(phases.get(phase) ?? []), route])
  }
  return phases
}

/** What a route that fits says, with what it captured put in; `undefined` where it does not fit. */
export function matchRoute(route: Route, path: string, headers: IncomingHttpHeaders): Route | undefined {
  const found = new RegExp(route.src ?? '', 'i').exec(path)
  if (!found || (route.src?.startsWith('^') === false && found[0] !== path)) return undefined
  const values = new Map<string, string>(Object.entries(found.groups ?? {}))
  for (const [index, value] of found.entries()) values.set(String(index), value ?? '')
  for (const condition of route.has ?? []) if (!holds(condition, headers, values)) return undefined
  for (const condition of route.missing ?? []) if (holds(condition, headers, new Map())) return undefined
  const fill = (text: string): string => text.replace(/\$(\w+)/g, (_all, name) => values.get(name) ?? '')
  return {
    ...route,
    ...(route.dest !== undefined && { dest: fill(route.dest) }),
    ...(route.headers && {
      headers: Object.fromEntries(Object.entries(route.headers).map(([name, value]) => [name, fill(value)])),
    }),
  }
}

function holds({ type, key, value }: Condition, headers: IncomingHttpHeaders, values: Map<string, string>): boolean {
  if (type !== 'header') throw new Error(`Routes that look at a ${type} are not known here.`)
  const given = headers[key]
  if (given === undefined) return false
  const found = value === undefined ? null : new RegExp(`^${value}$`).exec(String(given))
  for (const [name, text] of Object.entries(found?.groups ?? {})) values.set(name, text)
  return value === undefined || found !== null
}
