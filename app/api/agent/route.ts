import { OPTIONS } from '@/lib/server/http/cors'
import { handle } from '@/lib/server/http/handle'
import { refuseOthers } from '@/lib/server/http/refuse-methods'
import { json } from '@/lib/server/http/responses'
import { readAgent } from '@/lib/server/read-agent'
import { services } from '@/lib/server/services'

export const dynamic = 'force-dynamic'
export { OPTIONS }
export const { DELETE, PATCH, POST, PUT } = refuseOthers('GET')

/** What this agent can do: AG-UI's `AgentCapabilities`. It is the same for everybody. */
export const GET = handle('GET /api/agent', { visitor: 'anybody' }, async () => json(await readAgent(services())))
