type Context = { waitUntil?: (promise: Promise<unknown>) => void }
const contextOf = Symbol.for('@vercel/request-context')
const holder: typeof globalThis & { [contextOf]?: { get?: () => Context | undefined } } = globalThis

/**
 * For a pool of connections on Vercel: a function that keeps this one from being frozen for `ms` after its latest call, so that
 * connections that nobody uses are closed before it sleeps and not kept open to a database that has few. The host is asked once
 * in `ms` at most, however often it is called. Calls outside of a request do nothing; elsewhere than on Vercel there is nothing
 * to be done. Vercel's own `attachDatabasePool` does the same, and warns of each call outside of a request, such as those of
 * our heartbeats.
 * https://vercel.com/docs/functions/functions-api-reference/vercel-functions-package
 */
export function createStayAwake(ms: number): () => void {
  let timer: NodeJS.Timeout | undefined
  let release: () => void = () => undefined
  let extendedAt = Number.NEGATIVE_INFINITY
  return () => {
    const context = holder[contextOf]?.get?.()
    if (!context?.waitUntil) return
    clearTimeout(timer)
    // A request that is waited for on and on would reach the time limit of its function: a later one takes over.
    if (performance.now() - extendedAt >= ms) {
      extendedAt = performance.now()
      const before = release
      context.waitUntil(
        new Promise<void>((resolve) => {
          release = resolve
        }),
      )
      before()
    }
    timer = setTimeout(release, ms)
  }
}
