/** Runs something without the rights of root, which no mode of a file holds back. */
export async function asOrdinaryUser<T>(run: () => Promise<T> | T): Promise<T> {
  if (process.geteuid?.() !== 0) return run()
  const nobody = 65_534
  process.setegid?.(nobody)
  process.seteuid?.(nobody)
  try {
    return await run()
  } finally {
    process.seteuid?.(0)
    process.setegid?.(0)
  }
}
