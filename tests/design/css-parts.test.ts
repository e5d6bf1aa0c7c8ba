import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import postcss, { type PluginCreator, type Root, type Rule } from 'postcss'
import { expect, test } from 'vitest'
import { classListsOf } from '@/tests/support/class-lists'
import { longhandsOf } from '@/tests/support/longhands'
import { loadedLater, loadedWith, sourceOf } from '@/tests/support/module-graph'

const { default: tailwindInParts }: { default: PluginCreator<unknown> } = await import(
  new URL('../../scripts/css-parts.mjs', import.meta.url).href
)

const root = resolve(import.meta.dirname, '../..')
/** The first is there before the others. */
const parts = ['app/styles/index.css', 'app/styles/thread.css', 'app/styles/details.css'] as const

type Utility = { part: string; layer: string; values: Map<string, string> }

/** Of each class name, its rules in each part. */
const utilities = new Map<string, Utility[]>()
for (const part of parts)
  for (const [name, rule] of rulesOf(await compile(part)))
    utilities.set(name, [...(utilities.get(name) ?? []), { part, ...rule }])

/** In which order they would be in one sheet. */
const order = [...new Set(rulesOf(await compile(parts[2], false)).map(([name]) => name))]

test('each part holds utilities, or nothing below would be looked at', () => {
  const counted = parts.map((part) => [...utilities.values()].flat().filter((rule) => rule.part === part).length)
  for (const count of counted) expect(count).toBeGreaterThan(50)
})

test('what is loaded has the style sheets that it needs', () => {
  const pages = readdirSync(`${root}/app`, { recursive: true, encoding: 'utf8' })
    .filter((path) => /(^|\/)(page|layout|not-found|error|global-error)\.tsx$/.test(path))
    .map((path) => `app/${path}`)
  expect(pages.flatMap((path) => unstyledIn(path, new Set([parts[0]])))).toEqual([])
})

test('of the classes of an element, the same one wins in parts as in one sheet', () => {
  const components = readdirSync(`${root}/components`, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.tsx'),
  )
  const found = components.flatMap((path) =>
    (['first', 'second'] as const)
      .flatMap((branch) => classListsOf(sourceOf(`components/${path}`), branch))
      .flatMap((names) => pairsIn([...new Set(names)]).map((pair) => `${path}: ${pair}`)),
  )
  expect(found).toEqual([])
})

test('no class is in two parts', () => {
  const inTwo = [...utilities].filter(([, rules]) => new Set(rules.map(({ part }) => part)).size > 1)
  expect(inTwo.map(([name]) => name)).toEqual([])
})

/** Class names that have no style where they are used, of a module and of all that it loads later, beside what is there already. */
function unstyledIn(path: string, before: Set<string>, seen = new Set<string>()): string[] {
  const modules = loadedWith(path)
  const sheets = new Set([...before, ...[...modules].filter((module) => module.endsWith('.css'))])
  const key = [path, ...sheets].sort().join()
  if (seen.has(key)) return []
  seen.add(key)
  const here = [...modules].flatMap((module) =>
    classListsOf(sourceOf(module))
      .flat()
      .filter((name) => utilities.get(name)?.every(({ part }) => !sheets.has(part)))
      .map((name) => `${module}, loaded with ${path}: ${name}`),
  )
  return [...here, ...[...loadedLater(modules)].flatMap((next) => unstyledIn(next, sheets, seen))]
}

/** Class names that set the same property from two parts, where the one that should win is not the one that is loaded later for certain. */
function pairsIn(names: string[]): string[] {
  const sorted = names.filter((name) => utilities.has(name)).sort((a, b) => order.indexOf(a) - order.indexOf(b))
  return sorted.flatMap((name, index) =>
    sorted
      .slice(index + 1)
      .filter((winner) => utilities.get(name)?.some((one) => utilities.get(winner)?.some((two) => isUnsure(one, two))))
      .map((winner) => `${name} ${winner}`),
  )
}

const isUnsure = (one: Utility, winner: Utility): boolean =>
  one.part !== winner.part &&
  one.part !== parts[0] &&
  one.layer === winner.layer &&
  [...one.values].some(([property, value]) => (winner.values.get(property) ?? value) !== value)

async function compile(part: string, isPart = true) {
  const from = `${root}/${part}`
  const css = readFileSync(from, 'utf8')
  return (await postcss([tailwindInParts()]).process(isPart ? css : css.replace(/@without .*/, ''), { from })).root
}

/** The utilities of a sheet, by class name. */
function rulesOf(sheet: Root): [name: string, Omit<Utility, 'part'>][] {
  const rules: [string, Omit<Utility, 'part'>][] = []
  sheet.walkAtRules('layer', (layer) => {
    if (layer.params !== 'utilities' && layer.params !== 'variants') return
    layer.walkRules((rule) => {
      for (const name of namesIn(rule.selector)) rules.push([name, { layer: layer.params, values: valuesOf(rule) }])
    })
  })
  return rules
}

/** `group`, `peer` and the like are names that others look at. */
function namesIn(selector: string): string[] {
  return [...selector.matchAll(/\.((?:\\.|[\w-])+)/g)]
    .map(([, name = '']) => name.replaceAll('\\', ''))
    .filter((name) => !/^(group|peer)(\/|$)/.test(name))
}

/** What a rule sets, longhand, of the element or of a part of it. What follows a variable of Tailwind is set by whoever sets that. */
function valuesOf({ selector, nodes }: Rule): Map<string, string> {
  const [, part = ''] = /(::[\w-]+|[ >].*)$/.exec(selector) ?? []
  return new Map(
    nodes.flatMap((node) =>
      node.type !== 'decl' || node.value.startsWith('var(--tw-')
        ? []
        : longhandsOf(node.prop).map((property): [string, string] => [property + part, node.value]),
    ),
  )
}
