/** Runs before each file of unit tests. */

// `findBy…` and `waitFor` give up after a second by themselves; what is loaded when it is first used may take longer where
// several files are tested at once.
if (typeof document !== 'undefined') {
  const { configure } = await import('@testing-library/react')
  configure({ asyncUtilTimeout: 10_000 })
}
