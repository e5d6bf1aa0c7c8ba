/**
 * The app's way to its API. It is `fetch`, unless the server keeps no conversations: then this browser keeps them and
 * answers those requests itself (see `browser-store`).
 */
export const apiFetch: typeof fetch = (input, init) => current(input, init)

const toServer: typeof fetch = (input, init) => globalThis.fetch(input, init)
let current = toServer
let kept: Promise<typeof fetch> | undefined

/** True where this browser keeps the conversations, so that nobody else can read them by a link. */
export const areChatsKeptInBrowser = (): boolean => current !== toServer

/** Called before the first request, where the server says that it keeps nothing. */
export const keepChatsInBrowser = (): void => {
  if (current !== toServer || typeof window === 'undefined') return
  current = async (input, init) => {
    kept ??= import('@/lib/client/browser-store/browser-api').then(({ createBrowserApi }) =>
      createBrowserApi({ fetch: toServer }),
    )
    const answer = await kept.catch((error: unknown) => {
      kept = undefined // Its code could not be fetched; the next request tries again.
      throw error
    })
    return answer(input, init)
  }
}
