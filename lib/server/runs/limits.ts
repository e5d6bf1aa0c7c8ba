import { AppError } from '@/lib/protocol/error'

/** How much one address may ask: a key on a public address is an open wallet. Counted in the store, across processes. */
export const tooMany = (runsPerHour: number, retryAfterMs: number, now: number): AppError => {
  const at = new Date(Math.ceil((now + retryAfterMs) / 60_000) * 60_000).toISOString().slice(11, 16)
  const limit = runsPerHour === 1 ? 'one question' : `${runsPerHour} questions`
  return new AppError('rate-limited', {
    retryAfterMs,
    message: `You have reached the limit of ${limit} per hour. You can ask again at ${at} UTC.`,
  })
}

export const tooManyAtOnce = (running: number): AppError =>
  new AppError('rate-limited', {
    retryAfterMs: 5000,
    message: `You have ${running} ${running === 1 ? 'run' : 'runs'} in progress. Wait until one of them has finished, or stop one.`,
  })
