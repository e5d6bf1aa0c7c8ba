import { nanoid } from 'nanoid'
import type { ThreadId } from '@/lib/protocol/event'

/** A name for a chat that does not exist yet; the server takes it over with the first question. */
export const createThreadId = (): ThreadId => nanoid() as ThreadId
