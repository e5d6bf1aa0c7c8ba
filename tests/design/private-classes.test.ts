import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, resolve } from 'node:path'
import { __unstable__loadDesignSystem as loadDesignSystem } from 'tailwindcss'
import { expect, test } from 'vitest'
import { classListsOf } from '@/tests/support/class-lists'

const root = resolve(import.meta.dirname, '../..')
const require = createRequire(import.meta.url)

/** What `app/styles` and Tailwind make of a class name: nothing, if it is a name of our own. */
const design = await loadDesignSystem(readFileSync(`${root}/app/styles/index.css`, 'utf8'), {
  base: `${root}/app/styles`,
  loadStylesheet: async (id, base) => {
    const path = id === 'tailwindcss' ? require.resolve('tailwindcss/index.css') : resolve(base, id)
    return { path, base: dirname(path), content: readFileSync(path, 'utf8') }
  },
})

const files = ['app', 'components'].flatMap((folder) =>
  readdirSync(`${root}/${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => `${folder}/${path}`),
)

test('what is drawn is drawn with utilities: no class name is our own', () => {
  const found = files.flatMap((path) =>
    privateClassesOf(readFileSync(`${root}/${path}`, 'utf8')).map((name) => `${path}: ${name}`),
  )
  expect(found).toEqual([])
})

test.each([
  ['<i className="flex dock" />', ['dock']],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the source of a component
  ["<i className={isOpen ? 'p-2' : `panel ${more}`} />", ['panel']],
  ["<i className={state === 'failed' ? 'text-danger' : undefined} />", []],
  ["<a className={button({ variant: 'primary' })} />", []],
  [
    "const box = cva('flex pill', { variants: { size: { sm: 'p-1 small' } }, defaultVariants: { size: 'sm' } })",
    ['pill', 'small'],
  ],
  ['<i className="group peer/field group-data-open:flex data-[state=on]:bg-fill max-sm:p-2 z-sheet shimmer dark:hidden" />', []],
])('%s', (source, expected) => {
  expect(privateClassesOf(source)).toEqual(expected)
})

/** The class names of a component that make no CSS: those in `className`, and in what is given to `cn` and `cva`. */
function privateClassesOf(source: string): string[] {
  const names = classListsOf(source).flat()
  const css = design.candidatesToCss(names)
  return names.filter((name, index) => css[index] === null && !/^(group|peer)(\/\w+)?$/.test(name))
}
