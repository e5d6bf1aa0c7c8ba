import type { Ms } from '@/lib/protocol/event'

/** "26 November 2026"; the same on the server and in every browser. */
export const formatDate = (at: Ms): string =>
  new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
