import { type NextRequest, NextResponse } from 'next/server'
import { AppError } from '@/lib/protocol/error'
import { env } from '@/lib/server/env'
import { checkHost } from './lib/server/http/allowed-hosts'
import { contentSecurityPolicy } from './lib/server/http/content-security-policy'
import { checkAddress } from './lib/server/http/malformed-address'
import { pathHeader } from './lib/server/http/path-header'
import { createVisitor, toVisitorCookie, visitorOfHeaders } from './lib/server/http/visitor'

/**
 * Next's middleware: gives every page a content security policy with a fresh nonce, which Next puts on its own scripts,
 * and a new visitor the cookie by which their chats are found again (not who only reads what others have shared).
 * It is not the lock: it has been got round before, so rights are checked in each handler.
 * @see https://nextjs.org/docs/app/guides/content-security-policy
 */
export function proxy(request: NextRequest): NextResponse {
  const refusal = refusalOf(request)
  if (refusal) return refusal
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64')
  const policy = contentSecurityPolicy(nonce, { development: process.env.NODE_ENV === 'development' })
  const headers = new Headers(request.headers)
  headers.set('x-nonce', nonce)
  headers.set('content-security-policy', policy)
  headers.set(pathHeader, request.nextUrl.pathname)
  const response = NextResponse.next({ request: { headers } })
  const isShared = request.nextUrl.pathname.startsWith('/share/')
  const cookie = isShared ? undefined : newCookie(request)
  if (cookie) response.headers.append('set-cookie', cookie)
  response.headers.set('content-security-policy', policy)
  return response
}

/** To a name or an address that is not one, in a sentence. */
function refusalOf({ headers }: NextRequest): NextResponse | undefined {
  try {
    checkHost(headers, env().allowedHosts)
    checkAddress(headers)
    return undefined
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const { status, message } = error
    const own = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' }
    return new NextResponse(`${message}\n`, { status, headers: own })
  }
}

function newCookie(request: NextRequest): string | undefined {
  try {
    return visitorOfHeaders(request.headers) ? undefined : toVisitorCookie(createVisitor(), request)
  } catch (error) {
    // The secret that signs it is missing or lost, which the page says itself.
    if (error instanceof AppError) return undefined
    throw error
  }
}

/** Not the API (its bodies would be copied here before the route could bound them) and not files, which have no scripts. */
export const config = { matcher: '/((?!api/|_next/static/|_next/image|favicon.ico|icon.svg).*)' }
