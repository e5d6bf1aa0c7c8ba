import { beforeAll } from 'vitest'

/**
 * Set up before each file of unit tests. `findBy…` and `waitFor` give up after a second by themselves; a part that is loaded
 * when it is first used may take longer where several files are tested at once.
 */
beforeAll(async () => {
  if (typeof document === 'undefined') return
  const { configure } = await import('@testing-library/react')
  configure({ asyncUtilTimeout: 10_000 })
})
