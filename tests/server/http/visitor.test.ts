import { describe, expect, test, vi } from 'vitest'
import { createVisitor, toToken, toVisitorCookie, visitorOf } from '@/lib/server/http/visitor'
import { visitorKeys } from '@/lib/server/http/visitor-keys'

vi.stubEnv('VISITOR_SECRET', `${'new'.repeat(12)},${'old'.repeat(12)}`)

const ask = (headers: Record<string, string>, url = 'http://localhost/') => new Request(url, { headers })

describe('a visitor', () => {
  const owner = createVisitor()
  const token = toToken(owner)

  test('is known again by cookie and by token', () => {
    expect(visitorOf(ask({ cookie: `theme=dark; visitor=${token}` }))).toBe(owner)
    expect(visitorOf(ask({ cookie: `__Host-visitor=${token}` }))).toBe(owner)
    expect(visitorOf(ask({ authorization: `Bearer ${token}` }))).toBe(owner)
  })

  test('is nobody without either, and by a cookie that is not ours', () => {
    expect(visitorOf(ask({}))).toBeUndefined()
    expect(visitorOf(ask({ cookie: 'visitor=me' }))).toBeUndefined()
    expect(visitorOf(ask({ cookie: `visitor=${toToken(createVisitor()).slice(0, 17)}${token.slice(17)}` }))).toBeUndefined()
  })

  test('with a wrong token is refused', () => {
    expect(() => visitorOf(ask({ authorization: 'Bearer nobody' }))).toThrow('This token is not valid.')
  })

  test('no single bit of the token may differ', () => {
    for (let bit = 0; bit < token.length * 8; bit += 1) {
      const bytes = Buffer.from(token, 'latin1')
      const at = Math.floor(bit / 8)
      bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << (bit % 8)), at)
      // As text of a header a byte over 0x7f is a Latin letter; a control character cannot be sent at all.
      const flipped = bytes.toString('latin1').replace(/[^\x21-\x7e\xa0-\xff]/g, '')
      expect(visitorOf(ask({ cookie: `visitor=${flipped}` })), `bit ${bit}`).toBeUndefined()
    }
  })

  test('keeps what was signed with an older key, while new ones are signed with the first', () => {
    visitorKeys().reverse()
    const signedWithOld = toToken(owner)
    visitorKeys().reverse()
    expect(signedWithOld).not.toBe(token)
    expect(visitorOf(ask({ cookie: `visitor=${signedWithOld}` }))).toBe(owner)
  })

  test('gets a cookie that scripts cannot read, tied to the host on https', () => {
    expect(toVisitorCookie(owner, ask({}))).toBe(`visitor=${token}; Path=/; Max-Age=34560000; HttpOnly; SameSite=Lax`)
    const secure = `__Host-visitor=${token}; Path=/; Max-Age=34560000; HttpOnly; SameSite=Lax; Secure`
    expect(toVisitorCookie(owner, ask({}, 'https://unfold.example/'))).toBe(secure)
    expect(toVisitorCookie(owner, ask({ 'x-forwarded-proto': 'https' }))).toBe(secure)
  })
})
