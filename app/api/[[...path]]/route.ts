import { AppError } from '@/lib/protocol/error'
import { OPTIONS } from '@/lib/server/http/cors'
import { handle } from '@/lib/server/http/responses'

/** What is no route of the API is answered as its errors are, and not with a page. */
const answer = handle('/api/*', () => {
  throw new AppError('not-found', { message: 'There is nothing at this address. The routes are listed in docs/protocol.md.' })
})

export { answer as DELETE, answer as GET, answer as PATCH, answer as POST, answer as PUT, OPTIONS }
