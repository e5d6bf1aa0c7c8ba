/** Loaded into an app of a test's own: what it asks Wikipedia goes to the test, which counts it. See `search-counter.ts`. */
const { fetch } = globalThis

globalThis.fetch = (input, init) => {
  const url = new URL(input instanceof Request ? input.url : input)
  if (!url.hostname.endsWith('wikipedia.org')) return fetch(input, init)
  return fetch(new URL(`${url.pathname}${url.search}`, process.env.SEARCH_COUNTER_URL), init)
}
