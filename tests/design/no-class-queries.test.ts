import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

/**
 * Classes say how things look and change with it, so nothing is found by one: neither by a test, which looks for a role, a
 * name, a text or a `data-slot`, nor by code.
 */
const root = new URL('../../', import.meta.url).pathname
const self = 'tests/design/no-class-queries.test.ts'

/** What is given to a function that takes a selector: text between quotes, or a name. */
const selectorCalls =
  /\b(?:locator|querySelector(?:All)?|closest|matches|waitForSelector|include|exclude|\${1,2}(?:eval)?)(?:<[^()]*>)?\(\s*(?:(['"`])((?:(?!\1)[^\\]|\\.)*)\1|([A-Za-z_$][\w$]*)\s*[,)])/gs

const otherQueries = [
  /\bgetElementsByClassName\b/g,
  /\btoHaveClass\b/g,
  /\btoContainClass\b/g,
  /\bclassList\b/g,
  /\bselector: ['"`][^'"`]*\.[a-z]/g,
]

/** Of tests only: a component may well hand on the `className` it was given. */
const queriesOfTests = [/\.className\b(?!\s*=[^=])/g, /getAttribute\(['"`]class['"`]\)/g, /toHaveAttribute\(['"`]class['"`]/g]

/** Attributes and what stands in a template may have points that make no class. */
const namesClass = (selector: string): boolean =>
  /\[class\b/.test(selector) || /\.[a-zA-Z_-]/.test(selector.replace(/\$\{[^}]*\}/g, '').replace(/\[[^\]]*\]/g, '[]'))

const textOf = (name: string, source: string): string =>
  new RegExp(String.raw`\b(?:const|let) ${name.replaceAll('$', String.raw`\$`)}\b[^=\n]*=\s*(['"\`])((?:(?!\1).)*)\1`, 's').exec(
    source,
  )?.[2] ?? ''

const findClassQueries = (source: string, isTest: boolean): string[] => {
  const bySelector = [...source.matchAll(selectorCalls)].filter(([, , text, name]) =>
    namesClass(text ?? textOf(name ?? '', source)),
  )
  const others = [...otherQueries, ...(isTest ? queriesOfTests : [])].flatMap((query) => [...source.matchAll(query)])
  return [...bySelector, ...others].map(({ 0: found, index }) => `${source.slice(0, index).split('\n').length}: ${found}`)
}

/** The paths of all sources in a folder, but for what npm has put there and what is hidden. */
const sourcesIn = (folder: string): string[] =>
  readdirSync(root + folder, { withFileTypes: true }).flatMap((entry) => {
    const path = folder + entry.name
    if (entry.isDirectory()) return /^\.|^node_modules$/.test(entry.name) ? [] : sourcesIn(`${path}/`)
    return /\.(?:tsx?|m?js)$/.test(path) ? [path] : []
  })

describe('what is found', () => {
  test.each([
    `page.locator('.answer')`,
    `page.locator('main > .answer').first()`,
    `host.querySelector<HTMLElement>('button.send')`,
    `box.querySelectorAll(\`li[title="a.b"] .\${name}, .step\`)`,
    `node.closest('.answer > *')`,
    `evaluate('document.querySelectorAll(".step .call").length')`,
    `const notTaken = '[hidden], .head'\nroot.querySelectorAll(notTaken)`,
    `page.locator('[class*=answer]')`,
    `new AxeBuilder({ page }).include('.dialog')`,
    `screen.getByText('subtract', { selector: '.name *' })`,
    `document.getElementsByClassName('word')`,
    `expect(card).toHaveClass(/hot/)`,
    `expect(chip.className).toBe('hot')`,
    `element.classList.contains('hot')`,
  ])('%s', (source) => expect(findClassQueries(source, true)).toHaveLength(1))
})

describe('what is not', () => {
  test.each([
    `page.locator('[data-slot=answer] > *')`,
    `page.locator('a[href="/file.html"]')`,
    `rows.querySelector(\`a[href="/chat/\${CSS.escape(id)}"]\`)`,
    `matches(label, query)`,
    `word.className = 'word'`,
    `name.endsWith('.ts')`,
  ])('%s', (source) => expect(findClassQueries(source, true)).toEqual([]))
})

test('nothing is found by a class', () => {
  const files = sourcesIn('').filter((file) => file !== self)
  expect(files.length).toBeGreaterThan(300)
  const queries = files.flatMap((file) =>
    findClassQueries(readFileSync(root + file, 'utf8'), file.startsWith('tests/')).map((found) => `${file}:${found}`),
  )
  expect(queries).toEqual([])
})
