import { readOffer } from '@/lib/server/offered-models'
import { readOwnModels } from '@/lib/server/own-provider'
import { refuseOthers } from '@/lib/server/refuse-methods'
import { handle, json } from '@/lib/server/responses'
import { services } from '@/lib/server/services'
import { visitorOf } from '@/lib/server/visitor'

export const dynamic = 'force-dynamic'
export const { DELETE, OPTIONS, PATCH, POST, PUT } = refuseOthers('GET')

/** The models that this visitor may choose from now: a `ModelOffer`. */
export const GET = handle('GET /api/models', async (request: Request) => {
  const shared = services()
  return json(await readOffer(shared, readOwnModels(request.headers, visitorOf(request), shared.env)))
})
