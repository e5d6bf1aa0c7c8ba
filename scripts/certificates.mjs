import { resolve } from 'node:path'

const addresses = ['DATABASE_URL', 'DATABASE_URL_UNPOOLED', 'POSTGRES_URL', 'POSTGRES_URL_NON_POOLING']
const inQuery = /([?&](?:sslrootcert|sslcert|sslkey)=)([^&#]+)/g

/**
 * The settings that name files of certificates, with paths that are whole: the app runs in a folder of its own, and whoever set
 * them meant the repository.
 * @param {string} root The folder that paths begin in.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Record<string, string>}
 */
export function toWholePaths(root, env) {
  const settings = {}
  const ca = env.DATABASE_CA
  if (ca && !ca.includes('-----BEGIN ')) settings.DATABASE_CA = resolve(root, ca)
  for (const name of addresses) {
    const address = env[name]
    if (address) settings[name] = address.replaceAll(inQuery, (_all, before, path) => before + wholePath(root, path))
  }
  return settings
}

/** `system` is no file: the certificates that Node knows. */
function wholePath(root, text) {
  const path = new URLSearchParams(`path=${text}`).get('path') ?? ''
  return path === 'system' ? path : encodeURIComponent(resolve(root, path))
}
