import { handle } from '@/lib/server/http/handle'
import { refuseOthers } from '@/lib/server/http/refuse-methods'
import { json } from '@/lib/server/http/responses'
import { readOffer } from '@/lib/server/models/offered-models'
import { readOwnModels } from '@/lib/server/models/own-provider'
import { services } from '@/lib/server/services'

export const dynamic = 'force-dynamic'
export const { DELETE, OPTIONS, PATCH, POST, PUT } = refuseOthers('GET')

/** The models that this visitor may choose from now: a `ModelOffer`. */
export const GET = handle('GET /api/models', { visitor: 'may' }, async ({ request, owner }) => {
  const shared = services()
  return json(await readOffer(shared, readOwnModels(request.headers, owner, shared.env)))
})
