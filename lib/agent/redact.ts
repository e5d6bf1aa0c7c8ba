/**
 * Text without secrets: what looks like a key or a bearer token, and every key that this process was told of.
 * For all that leaves the process or is written to its log.
 */
export const redact = (text: string): string =>
  [...(holder.configuredSecrets ?? []), ...(holder.broughtSecrets ?? [])]
    .reduce((rest, secret) => rest.replaceAll(secret, hidden), text)
    .replace(/\/\/[^/\s:@]+:[^/\s@]+@/g, `//${hidden}@`)
    .replace(looksSecret, (_match, lead = '') => `${lead}${hidden}`)

const hidden = '[hidden]'

/** `Bearer …` and `api_key=…` keep their first word; `sk-…`, `tvly-…`, `lsv2_…` and the like go as a whole. */
const looksSecret =
  /(\bBearer\s+|\b(?:api[-_ ]?key|access[-_]?token|authorization)["']?\s*[:=]\s*["']?(?:Bearer\s+)?)[^\s"',;&]+|\b(?:sk|pk|rk|gsk|xai|tvly|lsv2|hf|AIza)[-_]?[A-Za-z0-9*][\w*.-]{10,}/gi

/** A secret of fewer characters would make nonsense of ordinary words. */
const shortestSecret = 8

/** Hides one more secret from now on: a key that a visitor brought. The newest few hundred are remembered, in memory only. */
export function hideSecret(secret: string): void {
  const { broughtSecrets = new Set() } = holder
  holder.broughtSecrets = broughtSecrets
  if (secret.length < shortestSecret) return
  // The newest stands last.
  broughtSecrets.delete(secret)
  broughtSecrets.add(secret)
  const [oldest] = broughtSecrets
  if (broughtSecrets.size > mostBrought && oldest !== undefined) broughtSecrets.delete(oldest)
}

const mostBrought = 500
/** The secrets are kept on `globalThis`, since pages and routes are bundled apart. */
const holder: typeof globalThis & { broughtSecrets?: Set<string>; configuredSecrets?: string[] } = globalThis

/** Hides the secrets with which this process was configured, in place of those that were configured before. */
export function hideConfigured(secrets: string[]): void {
  holder.configuredSecrets = secrets.filter((secret) => secret.length >= shortestSecret)
}
