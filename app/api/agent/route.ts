import { readAgent } from '@/lib/server/read-agent'
import { handle, json } from '@/lib/server/responses'
import { services } from '@/lib/server/services'

export const dynamic = 'force-dynamic'

/** What the model is told: an `AgentDescription`. It is the same for everybody. */
export const GET = handle('GET /api/agent', async () => json(await readAgent(services())))
