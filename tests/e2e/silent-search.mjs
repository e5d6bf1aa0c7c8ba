/** Loaded into an app of a test's own: the search service takes every question and never answers. */
const { fetch } = globalThis

globalThis.fetch = (input, init) => {
  const url = new URL(input instanceof Request ? input.url : input)
  if (!url.hostname.endsWith('wikipedia.org')) return fetch(input, init)
  return new Promise((_resolve, reject) => {
    init?.signal?.addEventListener('abort', () => reject(init.signal.reason))
  })
}
