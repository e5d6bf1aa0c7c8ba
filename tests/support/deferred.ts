/** A promise that something else settles: `Promise.withResolvers`, which Node 20 does not have. */
export type Deferred = { promise: Promise<void>; resolve: () => void }

export function deferred(): Deferred {
  let resolve = (): void => {}
  const promise = new Promise<void>((settle) => {
    resolve = settle
  })
  return { promise, resolve: () => resolve() }
}
