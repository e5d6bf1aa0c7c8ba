import type { Ms } from '@/lib/protocol/event'

/** A sample this far below the estimate is an event that came late, not a clock that moved. */
const lateMs = 2_000

/**
 * The server's clock minus ours, from one more event. The network only ever makes an event look older, so the largest
 * sample is the truest: a larger one is taken at once, a smaller one pulls slowly, in case a clock drifts.
 */
export const smoothSkew = (skew: Ms | undefined, sample: Ms): Ms => {
  if (skew === undefined || sample > skew) return sample
  return skew - sample > lateMs ? skew : skew + (sample - skew) * 0.02
}
