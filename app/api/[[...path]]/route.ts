import { AppError } from '@/lib/protocol/error'
import { OPTIONS } from '@/lib/server/http/cors'
import { refuseAll } from '@/lib/server/http/refuse-methods'

/** What is no route of the API is answered as its errors are, and not with a page. */
const refuse = refuseAll(
  () => new AppError('not-found', { message: 'There is nothing at this address. The routes are listed in docs/protocol.md.' }),
)

export { OPTIONS, refuse as DELETE, refuse as GET, refuse as PATCH, refuse as POST, refuse as PUT }
