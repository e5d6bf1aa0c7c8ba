import { readFile } from 'node:fs/promises'
import path from 'node:path'

/** Beside the server; deployments carry it along (`outputFileTracingIncludes`). */
const readmeFile = path.join(process.cwd(), 'README.md')

/** What the README says about proxies, without its heading: said once, for those who set up the app and those who use it. */
export async function readProxyHelp(): Promise<string> {
  return toSection(await readFile(/* turbopackIgnore: true */ readmeFile, 'utf8'), 'Behind a proxy')
}

/** What stands under a heading of the second level, up to the next one. */
export function toSection(markdown: string, title: string): string {
  const lines = markdown.split(/\r?\n/)
  const start = lines.indexOf(`## ${title}`)
  if (start === -1) throw new Error(`There is no section "${title}".`)
  const rest = lines.slice(start + 1)
  const end = rest.findIndex((line) => /^##? /.test(line))
  return (end === -1 ? rest : rest.slice(0, end)).join('\n').trim()
}
