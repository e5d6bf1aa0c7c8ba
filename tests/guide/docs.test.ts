import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { expect, test } from 'vitest'

const roots = ['app', 'cli', 'components', 'docs', 'lib', 'public', 'scripts', 'tests']
const files = roots.flatMap((root) => readdirSync(root, { recursive: true, encoding: 'utf8' }).map((path) => join(root, path)))
const docs = readdirSync('docs').filter((name) => name.endsWith('.md'))

const fileName = /\.(tsx?|m?js|css|json|jsonl|md)$/
const isPath = (name: string): boolean =>
  /^[\w()[\].@/-]+$/.test(name) && (roots.includes(name.split('/')[0] ?? '') ? name.includes('/') : fileName.test(name))

/** A table's row stands alone, other lines belong together up to an empty one; a heading may say which folder its table is of. */
const piecesOf = (text: string): { folder: string; piece: string }[] => {
  let folder = '.'
  return text.split(/\n\n|\n(?=\|)/).map((piece) => {
    const [, of] = /^\| file of `(.+?)`/.exec(piece) ?? []
    if (of !== undefined) folder = of
    else if (!piece.startsWith('|')) folder = '.'
    return { folder, piece }
  })
}

/** Those that are neither there by their whole path nor beside one that the same piece names. Of names like `route.ts` there are many. */
const missingIn = (text: string): string[] =>
  piecesOf(text).flatMap(({ folder, piece }) => {
    const folders = ['.', folder]
    return [...piece.matchAll(/`([^`\s]+)`/g)].flatMap(([, name = '']) => {
      if (!isPath(name)) return []
      const found = folders.map((each) => join(each, name)).find((path) => existsSync(path))
      if (found !== undefined) folders.push(fileName.test(found) ? dirname(found) : found)
      return found !== undefined || files.filter((path) => basename(path) === name).length > 1 ? [] : [name]
    })
  })

test.each(docs)('the files that docs/%s names are there', (name) => {
  const text = readFileSync(join('docs', name), 'utf8')
  expect(missingIn(text)).toEqual([])
  const links = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, link = '']) => link)
  expect(links.filter((link) => !existsSync(join('docs', link)))).toEqual([])
})

test('a file that is elsewhere is missed', () => {
  const row = '| `lib/protocol/event.ts`, `ids.ts`, `state.ts`, `lib/run-view/nowhere.ts` | words |'
  expect(missingIn(row)).toEqual(['state.ts', 'lib/run-view/nowhere.ts'])
})
