import { createContext } from 'react'
import type { ReadEvents } from '@/lib/client/api/read-events'

/** Where the events of a run that is on screen come from: the server, or a copy that is here already. */
export const ReadEventsContext = createContext<ReadEvents>(async (request) => {
  const { readEvents } = await import('@/lib/client/api/read-events')
  return readEvents(request)
})
