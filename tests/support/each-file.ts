import { beforeAll } from 'vitest'

/** Runs before each file of unit tests. Files that share a process and its modules share nothing else. */
beforeAll(async () => {
  const learnt: typeof globalThis & { modelFeatures?: unknown } = globalThis
  delete learnt.modelFeatures
  if (typeof document === 'undefined') return
  document.body.replaceChildren()
  localStorage.clear()
  sessionStorage.clear()
  // `findBy…` and `waitFor` give up after a second by themselves; a part that is loaded when it is first used may take longer
  // where several files are tested at once.
  const { configure } = await import('@testing-library/react')
  configure({ asyncUtilTimeout: 10_000 })
})
