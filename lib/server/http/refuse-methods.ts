import { AppError } from '@/lib/protocol/error'
import { answer } from './answer'
import { problem } from './responses'

/** Those that clients of ours and others use; Next answers HEAD where there is GET. */
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
type Method = (typeof methods)[number]
type Handler = (request: Request) => Promise<Response> | Response

/**
 * What a route answers to the methods that it does not have: 405 as a problem document, with those it has in `Allow`. OPTIONS,
 * for routes that pages of other sites do not use, names them too.
 * @see https://www.rfc-editor.org/rfc/rfc9110#status.405
 */
export function refuseOthers(...has: Method[]): Record<Method | 'OPTIONS', Handler> {
  const all = methods.filter((method) => has.includes(method) || (method === 'HEAD' && has.includes('GET')))
  const allow = [...all, 'OPTIONS'].join(', ')
  const refuse = refuseAll(({ method }) => wrongMethod(method, allow))
  const name = () => new Response(null, { status: 204, headers: { allow } })
  return { GET: refuse, HEAD: refuse, POST: refuse, PUT: refuse, PATCH: refuse, DELETE: refuse, OPTIONS: name }
}

/** Refuses a method, and says by which this address is asked. */
export const wrongMethod = (method: string, allow: string): Refusal => ({
  error: new AppError('wrong-method', {
    message: `This address does not accept ${method}, only ${allow}. The routes are listed in docs/protocol.md.`,
  }),
  headers: { allow },
})

type Refusal = { error: AppError; headers?: Record<string, string> }

/** Answers whatever is asked with an error, and reads nothing of it. */
export const refuseAll =
  (refuse: (request: Request) => Refusal): Handler =>
  (request) =>
    answer('/api/*', request, () => {
      const { error, headers = {} } = refuse(request)
      const response = problem(error)
      for (const [name, value] of Object.entries(headers)) response.headers.set(name, value)
      return response
    })
