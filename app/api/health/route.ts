import { readHealth } from '@/lib/server/health'
import { handle } from '@/lib/server/http/handle'
import { refuseOthers } from '@/lib/server/http/refuse-methods'
import { json } from '@/lib/server/http/responses'
import { services } from '@/lib/server/services'

export const dynamic = 'force-dynamic'
export const { DELETE, OPTIONS, PATCH, POST, PUT } = refuseOthers('GET')

/** For load balancers and for people: 200 while questions can be answered and kept, else 503. */
export const GET = handle('GET /api/health', { visitor: 'anybody' }, async () => {
  const health = await readHealth(services())
  return json(health, health.status === 'ok' ? 200 : 503)
})
