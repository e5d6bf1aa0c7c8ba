/**
 * There is no connection now and there may be one soon, in the words of Postgres (its codes), of PgBouncer, Supavisor and other
 * poolers, and of `pg`.
 */
export function isCrowded(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? error.code : undefined
  if (code === '53300' || code === '57P03' || code === 'ETIMEDOUT') return true
  return /too many (clients|connections)|max_?clients|max(imum)? (client )?connections|no more connections allowed|timeout exceeded when trying to connect|due to connection timeout/i.test(
    error.message,
  )
}
