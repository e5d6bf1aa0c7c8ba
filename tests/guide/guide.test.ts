import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { compileScript } from '@/tests/support/compile-script'

const folder = 'docs/guide'
const scripts = readdirSync(folder).filter((name) => /^\d-.*\.ts$/.test(name))

/** What a program of its own prints, without the pauses between tokens. */
async function run(command: string[]): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, command, {
    env: { ...process.env, DEMO_TOKENS_PER_SECOND: '0' },
  })
  expect(stderr.replace(/^\(node:.*|^\(Use `node.*/gm, '').trim()).toBe('')
  return stdout
}
const runPage = (page: string) => run([compileScript(join(folder, scripts.find((name) => name.startsWith(page)) ?? page)).path])

/** Of each page, what only a script that does what the page says can print. */
const prints: Record<string, (string | RegExp)[]> = {
  1: ['I am the **demo model**', /\d{2,} chunks, none longer than \d characters\./],
  2: ['call 0  name add', 'call 1  name exponentiate', 'add({"x":12345,"y":67890})', '{"x":123}   not what was meant'],
  3: ['turn 1   add({"x":10,"y":10}) = 20', 'turn 3   subtract({"x":140,"y":4}) = 136', 'turn 4   final_answer', '**136**'],
  4: ['TOOL_CALL_START  multiply', '→ multiply could start now, with {"x": 0.15, "y": 2480}', /\n\d{2} events were in the queue/],
  5: [/ 1 {2}RUN_STARTED\n/, 'STEP_FINISHED  turn-1', 'STEP_FINISHED  turn-2', /RUN_FINISHED\n\n\d+ events;/],
  6: [/live +(\d+) events, 1 to \1, last RUN_FINISHED/, /resumed after 4 +\d+ events, 5 to/, 'late and live read the same: true'],
  7: [/TOOL_CALL_RESULT\n\n {2}… the line breaks here, after event \d+ …\n\nid +\d+ {2}ACTIVITY_SNAPSHOT/, /RUN_FINISHED\n$/],
  9: [
    / 1 RUN_STARTED \n +2 STEP_STARTED/,
    'TOOL_CALL_START multiply',
    'TOOL_CALL_START exponentiate',
    /STEP_FINISHED \n +\d+ RUN_FINISHED/,
  ],
  8: ['✎ multiply', '✓ multiply {"x": 0.15, "y": 2480} = 372', '┌ done', 'A reload folds the same events: the same view.'],
}

test.each(Object.entries(prints))('page %s prints what it promises', async (page, expected) => {
  const printed = await runPage(page)
  for (const each of expected) expect(printed).toMatch(each)
  if (page !== '7') return
  const ids = [...printed.matchAll(/^id +(\d+)/gm)].map(([, id]) => Number(id))
  expect(ids.length).toBeGreaterThan(5)
  expect(ids, 'it resumes with the very next event').toEqual(ids.map((_id, index) => index + 1))
})

test('a page is run as its reader does it, by its number', async () => {
  const asReader = (...args: string[]) => run(['--import', 'tsx', `${folder}/run.ts`, ...args])
  expect(await asReader('1')).toContain('I am the **demo model**')
  const listed = [...(await asReader()).matchAll(/^ {2}(\d.*)$/gm)].map(([, page = '']) => `${page.replaceAll(' ', '-')}.ts`)
  expect(listed).toEqual(scripts)
})

test('every script has its page, its place in the index, and fits on a screen or two', () => {
  const index = readFileSync(`${folder}/README.md`, 'utf8')
  expect(scripts.map((name) => name[0])).toEqual(Object.keys(prints))
  for (const name of scripts) {
    const page = name.replace('.ts', '.md')
    expect(index).toContain(`(${page})`)
    expect(readFileSync(`${folder}/${page}`, 'utf8')).toContain(`(${name})`)
    expect(readFileSync(`${folder}/${name}`, 'utf8').split('\n').length, name).toBeLessThanOrEqual(60)
  }
})

test('no page links to a file that is not there', () => {
  for (const page of readdirSync(folder).filter((name) => name.endsWith('.md'))) {
    const links = [...readFileSync(join(folder, page), 'utf8').matchAll(/\]\((?!https?:)([^)#]+)\)/g)]
    for (const [, link = ''] of links) expect(existsSync(join(folder, link)), `${page}: ${link}`).toBe(true)
  }
})
