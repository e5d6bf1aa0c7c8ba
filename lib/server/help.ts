import { readFile } from 'node:fs/promises'
import path from 'node:path'

/** The file is beside the server; deployments carry it along (`outputFileTracingIncludes`). */
const proxiesFile = path.join(process.cwd(), 'docs/proxies.md')

/** What the docs say about proxies, as Markdown without its heading: said once, for those who set up the app and those who use it. */
export async function readProxyHelp(): Promise<string> {
  const text = await readFile(/* turbopackIgnore: true */ proxiesFile, 'utf8')
  return text.replace(/^# .*\n/, '').trim()
}
