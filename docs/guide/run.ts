import { readdirSync } from 'node:fs'

/** `npm run guide 3`: runs the script of one page. Each is a program of its own; this only finds it. */
const pages = readdirSync(import.meta.dirname).filter((name) => /^\d-.*\.ts$/.test(name))
const wanted = process.argv[2]
const page = pages.find((name) => wanted !== undefined && name.startsWith(`${wanted}-`))

if (page) await import(`./${page}`)
else {
  console.log(`npm run guide <number>\n\n${pages.map((name) => `  ${name.replace('.ts', '').replaceAll('-', ' ')}`).join('\n')}`)
  process.exitCode = wanted === undefined ? 0 : 1
}
