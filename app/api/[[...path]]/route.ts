import { AppError } from '@/lib/protocol/error'
import { OPTIONS } from '@/lib/server/http/cors'
import { refuseAll, wrongMethod } from '@/lib/server/http/refuse-methods'
import { methodsOfPages, methodsOfRoutes, refusedMethodHeader } from '@/lib/server/http/refused-methods'

const nowhere = 'There is nothing at this address. The routes are listed in docs/protocol.md.'

/** What is no route of the API is answered as its errors are, and not with a page; so is what comes by a method that nothing here has. */
const refuse = refuseAll(({ url, headers }) => {
  const method = headers.get(refusedMethodHeader)
  if (method === null) return { error: new AppError('not-found', { message: nowhere }) }
  return wrongMethod(method, (new URL(url).pathname.endsWith('/page') ? methodsOfPages : methodsOfRoutes).join(', '))
})

export { OPTIONS, refuse as DELETE, refuse as GET, refuse as PATCH, refuse as POST, refuse as PUT }
