import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')

/** What a file exports by name; a type and the value that it is the type of are one thing. */
const namesIn = (text: string): Set<string> =>
  new Set(
    [...text.matchAll(/^export (?:declare |async |abstract )*(?:const|function\*?|class|type|interface) (\w+)/gm)].flatMap(
      ([, name]) => name ?? [],
    ),
  )

test('a name is one thing: no two files export the same', () => {
  const files = new Map<string, string[]>()
  for (const folder of ['cli', 'components', 'lib', 'scripts'])
    for (const path of readdirSync(`${root}/${folder}`, { recursive: true, encoding: 'utf8' }))
      if (/\.tsx?$/.test(path))
        for (const name of namesIn(readFileSync(`${root}/${folder}/${path}`, 'utf8')))
          files.set(name, [...(files.get(name) ?? []), `${folder}/${path}`])
  expect(files.size).toBeGreaterThan(1000)
  expect([...files].filter(([, paths]) => paths.length > 1)).toEqual([])
})
