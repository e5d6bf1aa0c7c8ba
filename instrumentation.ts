/** Next calls this once in each server process, before it answers requests. */
export async function register(): Promise<void> {
  if (process.env['NEXT_RUNTIME'] !== 'nodejs') return
  const { onStart } = await import('@/lib/server/on-start')
  onStart()
}
