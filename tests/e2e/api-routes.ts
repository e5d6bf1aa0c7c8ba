import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './own-app'

export type ApiRoute = { method: string; path: string; params: string[] }

/** Every route and method of the API, read off the files that make them, so that none can be forgotten. */
export const apiRoutes: ApiRoute[] = readdirSync(join(root, 'app/api'), { recursive: true, encoding: 'utf8' }).flatMap((file) => {
  if (!file.endsWith('route.ts')) return []
  const path = `/api/${file.replaceAll('\\', '/').replace(/\/?route\.ts$/, '')}`
  const params = [...path.matchAll(/\[(\w+)\]/g)].map(([, name = '']) => name)
  const methods = readFileSync(join(root, 'app/api', file), 'utf8').matchAll(
    /^export (?:const|async function|function) ([A-Z]+)\b/gm,
  )
  return [...methods].map(([, method = '']) => ({ method, path, params }))
})
