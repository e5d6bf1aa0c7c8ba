import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'

/** Where the token for an app is kept, for this person alone. @see https://specifications.freedesktop.org/basedir-spec/latest/ */
export const tokenFileOf = (url: string, env: NodeJS.ProcessEnv = process.env): string => {
  const given = env['XDG_CONFIG_HOME'] ?? ''
  const config = isAbsolute(given) ? given : join(homedir(), '.config')
  return join(config, 'unfold', `token-${createHash('sha256').update(url).digest('hex').slice(0, 16)}`)
}

/**
 * A `fetch` that says who asks: always the same visitor of this app, by a token that is kept in `file` and got at the first
 * request. One that the app does not know (any more) is replaced, once. Against an app without visitors it says nothing.
 */
export const createVisitorFetch = (url: string, file: string): typeof fetch => {
  let token: Promise<string | undefined> | undefined
  let isNew = false

  const arrive = async (): Promise<string | undefined> => {
    isNew = true
    const response = await fetch(`${url}/api/visitors`, { method: 'POST' })
    if (!response.ok) return undefined
    const { token } = (await response.json()) as { token: string }
    await keep(file, token)
    return token
  }
  const ask = async (input: Parameters<typeof fetch>[0], init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers)
    const known = await token
    if (known !== undefined) headers.set('authorization', `Bearer ${known}`)
    return fetch(input, { ...init, headers })
  }

  return async (input, init) => {
    token ??= readToken(file).then((kept) => kept ?? arrive())
    // An app that was not there may be there the next time.
    token.catch(() => (token = undefined))
    const response = await ask(input, init)
    if (response.status !== 401 || isNew) return response
    await response.body?.cancel()
    token = arrive()
    return ask(input, init)
  }
}

const readToken = async (file: string): Promise<string | undefined> => {
  try {
    return (await readFile(file, 'utf8')).trim() || undefined
  } catch {
    return undefined // The first time here, or not ours to read: a new visitor.
  }
}

/** Written beside and moved, so that another terminal never reads half of it. */
const keep = async (file: string, token: string): Promise<void> => {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    const draft = `${file}.${randomUUID()}`
    await writeFile(draft, `${token}\n`, { mode: 0o600 })
    await rename(draft, file)
  } catch {
    // Nothing can be kept here: this visitor lasts as long as this terminal.
  }
}
