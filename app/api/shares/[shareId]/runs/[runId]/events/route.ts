import { parseRunId } from '@/lib/protocol/ids'
import { parseShareId, type SharedEvents } from '@/lib/protocol/share'
import { handle } from '@/lib/server/http/handle'
import { refuseOthers } from '@/lib/server/http/refuse-methods'
import { json } from '@/lib/server/http/responses'
import { services } from '@/lib/server/services'
import { readSharedEvents } from '@/lib/server/shares'

export const dynamic = 'force-dynamic'
export const { DELETE, OPTIONS, PATCH, POST, PUT } = refuseOthers('GET')

const reads = { visitor: 'anybody', params: { shareId: parseShareId, runId: parseRunId } } as const

/** Every event of a run that a link shows, as anyone may see it: a `SharedEvents`. */
export const GET = handle('GET /api/shares/:id/runs/:id/events', reads, async ({ params }) =>
  json({ events: await readSharedEvents(params, services()) } satisfies SharedEvents),
)
