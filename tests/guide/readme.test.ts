import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Tool } from '@/lib/agent/tools/define-tool'
import { variableNames } from '@/lib/server/env-variables'
import { compileScript } from '@/tests/support/compile-script'
import { callTools, finalAnswer } from '@/tests/support/replies'
import { startUpstream } from '@/tests/support/upstream'

/** What README says of extending the app is done in a copy of it, and the compiler is asked. */
const readme = readFileSync('README.md', 'utf8')
const copy = resolve('.cache/readme')
/** In the code of README, each piece begins with the file it belongs to. */
const pieces = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].flatMap(([, block = '']) =>
  block.split(/^(?=\/\/ lib\/)/m).map((text) => {
    const [, path = ''] = /^\/\/ (lib\/[\w/-]+\.ts)/.exec(text) ?? []
    return { path, code: text.slice(text.indexOf('\n') + 1).trimEnd() }
  }),
)
const codeFor = (path: string): string => {
  const found = pieces.filter((piece) => piece.path === path)
  if (found.length !== 1) throw new Error(`README has ${found.length} pieces of code for ${path}`)
  return found[0]?.code ?? ''
}

const fileOf = (path: string): string => join(copy, path)
const addFile = (path: string) => writeFileSync(fileOf(path), `${codeFor(path)}\n`)
/** Changes the first such place: others like it, further down, are what somebody has added since. */
const change = (path: string, place: string, toCode: string): void => {
  const text = readFileSync(fileOf(path), 'utf8')
  const why = `README's recipe looks for “${place}” in ${path}. If the app has changed there, change this test, and README where it is no longer true.`
  expect(text, why).toContain(place)
  writeFileSync(
    fileOf(path),
    text.replace(place, () => toCode),
  )
}
const insertBefore = (path: string, place: string, code = codeFor(path)): void => change(path, place, `${code}\n${place}`)

/** The files in which the compiler finds something wrong. It takes seconds, so one test asks about much at once. */
const complaints = async (): Promise<string[]> => {
  const command = [resolve('node_modules/typescript/bin/tsc'), '-p', copy, '--singleThreaded']
  const compiled = promisify(execFile)(process.execPath, command, { cwd: copy })
  const output = await compiled.then(
    () => '',
    ({ stdout }: { stdout: string }) => stdout,
  )
  return [...new Set([...output.matchAll(/^(\S+?)\(\d+,\d+\): error/gm)].map(([, path = '']) => path))].sort()
}

beforeAll(() => {
  rmSync(copy, { recursive: true, force: true })
  mkdirSync(copy, { recursive: true })
  for (const path of ['lib', 'package.json']) cpSync(path, fileOf(path), { recursive: true })
  const options = {
    extends: '../../tsconfig.json',
    compilerOptions: { tsBuildInfoFile: './tsconfig.tsbuildinfo', paths: { '@/*': ['./*'] }, plugins: [] },
  }
  writeFileSync(fileOf('tsconfig.json'), JSON.stringify({ ...options, include: ['lib/**/*.ts'], exclude: [] }))
})
afterAll(() => rmSync(copy, { recursive: true }))

test('a tool is a file, and it rolls', async () => {
  addFile('lib/agent/tools/dice.ts')
  const { dice }: { dice: Tool } = await import(fileOf('lib/agent/tools/dice.ts'))
  const context = { signal: AbortSignal.timeout(1000), progress: () => {}, now: Date.now }
  expect((await dice.start({ count: 3 }, context)).content).toMatch(/^[1-6], [1-6], [1-6]$/)
  await expect(dice.start({ count: 0 }, context)).rejects.toThrow('count')
})

const decidedAboutEvents = [
  'lib/protocol/order.ts',
  'lib/protocol/run-file.ts',
  'lib/run-view/redact.ts',
  'lib/run-view/reduce/reduce-run.ts',
]

test('the name of a model makes the compiler ask for its line, and an event for what must be decided about it', async () => {
  addFile('lib/agent/models/azure.ts')
  change('lib/agent/models/provider.ts', "'universal' | 'demo'", "'universal' | 'demo' | 'azure'")
  insertBefore('lib/protocol/event.ts', "  | { type: 'CUSTOM'")
  expect(await complaints()).toEqual([...decidedAboutEvents, 'lib/server/models/agent-model.ts'])
  insertBefore('lib/server/models/agent-model.ts', '  demo: (', '  azure: createAzure,')
  insertBefore(
    'lib/server/models/agent-model.ts',
    'import { createCompatible',
    "import { createAzure } from '@/lib/agent/models/azure'",
  )
  insertBefore('lib/protocol/order.ts', "      case 'CUSTOM': {")
  insertBefore('lib/protocol/run-file.ts', '  customEvent,')
  insertBefore('lib/run-view/redact.ts', "      case 'RUN_FINISHED':")
  insertBefore('lib/run-view/state.ts', '  steps: StepItem[]\n  /** The sources by number')
  insertBefore('lib/run-view/reduce/reduce-run.ts', "    case 'CUSTOM': {")
})

test('an event of our own is a member by its name; the compiler stops at the same places, and then has nothing to say', async () => {
  insertBefore(
    'lib/protocol/event.ts',
    "  | { type: 'CUSTOM'",
    "  | { type: 'CUSTOM'; name: 'unfold.mood'; value: { mood: string } }",
  )
  expect(await complaints()).toEqual(decidedAboutEvents)
  change('lib/protocol/order.ts', "if (name !== 'unfold.notice')", "if (name !== 'unfold.notice' && name !== 'unfold.mood')")
  insertBefore(
    'lib/protocol/run-file.ts',
    "    event('CUSTOM', {",
    "    event('CUSTOM', { name: z.literal('unfold.mood'), value: z.looseObject({ mood: text }) }),",
  )
  insertBefore(
    'lib/run-view/redact.ts',
    "          case 'unfold.notice':",
    "          case 'unfold.mood':\n            return []",
  )
  insertBefore(
    'lib/run-view/reduce/reduce-run.ts',
    "        case 'unfold.notice':",
    "        case 'unfold.mood':\n          return run",
  )
  expect(await complaints()).toEqual([])
})

test('the three together: the model calls the tool, and the run is shown, shared and saved with the event', async () => {
  insertBefore('lib/agent/tools/index.ts', '  createSearch(', '  dice,')
  insertBefore('lib/agent/tools/index.ts', 'import type { Tool }', "import { dice } from './dice'")
  writeFileSync(fileOf('run.ts'), wholeRun)
  // Azure takes an empty text beside calls, as LangChain writes it.
  const upstream = await startUpstream({ strict: false })
  upstream.reply(callTools([{ name: 'dice', args: { count: 2 } }]), finalAnswer('Two dice.', ['dice']))
  const { stdout } = await promisify(execFile)(process.execPath, [compileScript(fileOf('run.ts')).path], {
    cwd: copy,
    env: { ...process.env, AZURE_OPENAI_BASE_PATH: `${upstream.url}/deployments` },
  })
  await upstream.close()
  const { shown, shared, saved } = JSON.parse(stdout)
  expect(shown).toMatchObject({ plan: ['roll'], state: { name: 'done' }, answer: { text: 'Two dice.' } })
  expect(shown.steps).toMatchObject([
    { calls: [{ name: 'dice', state: 'done', result: { content: expect.stringMatching(/^[1-6], [1-6]$/) } }] },
  ])
  expect(shared).toEqual(shown)
  expect(saved).toEqual(shown)
  await runTests('tests/agent/tools/final-answer.test.ts', 'tests/run-view/run-code.test.ts')
})

/** Those that look at each tool, in the copy. */
const runTests = async (...tests: string[]): Promise<void> => {
  for (const path of ['tests/support', ...tests]) cpSync(path, fileOf(path), { recursive: true })
  writeFileSync(fileOf('vitest.config.mjs'), "export default { resolve: { alias: { '@': import.meta.dirname } } }\n")
  const vitest = resolve('node_modules/vitest/vitest.mjs')
  await promisify(execFile)(process.execPath, [vitest, 'run', ...tests, '--maxWorkers=1'], { cwd: copy })
}

/** Of the copy: a question to the new model, with the new event written after the start. */
const wholeRun = `
import { executeRun } from '@/lib/agent/execute-run'
import { defaultRunLimits } from '@/lib/agent/run-options'
import { createAzure } from '@/lib/agent/models/azure'
import { newFeatures } from '@/lib/agent/models/features'
import { createTools } from '@/lib/agent/tools'
import type { MessageId, NumberedEvent, RunId, ThreadId } from '@/lib/protocol/event'
import { parseRunFile } from '@/lib/protocol/run-file'
import { RunLog } from '@/lib/run-log/run-log'
import { redactRun } from '@/lib/run-view/redact'
import { emptyRun } from '@/lib/run-view/state'
import { reduceRun } from '@/lib/run-view/reduce/reduce-run'

const [runId, threadId] = ['run' as RunId, 'thread' as ThreadId]
const log = new RunLog({ runId, journal: { add: (same, { seq }) => same.markSafe(seq) }, now: Date.now })
let ids = 0
const features = newFeatures()
const provider = createAzure({ openaiApiKey: 'key', maxOutputTokens: 1000 })
await executeRun({
  log: {
    append: (event) => {
      log.append(event)
      if (event.type === 'RUN_STARTED') log.append({ type: 'STATE_SNAPSHOT', snapshot: { plan: ['roll'] } })
    },
    close: (...ending) => log.close(...ending),
  },
  runId,
  threadId,
  messageId: 'question' as MessageId,
  question: 'Roll two dice.',
  history: [],
  model: { name: { id: 'azure', label: 'Azure' }, features, create: (found) => provider.create('deployment', found) },
  tools: createTools({ search: [{ provider: 'local' }], fetch }),
  signal: new AbortController().signal,
  metadata: { deadlineMs: 60_000, outlivesConnection: true },
  limits: defaultRunLimits,
  now: Date.now,
  createId: () => \`id-\${++ids}\`,
  onFailure: (error) => console.error(error),
})
const events = [...log.entriesAfter(0)].map(({ seq, event }) => ({ ...event, seq }) as NumberedEvent)
const fold = (all: NumberedEvent[]) => all.reduce(reduceRun, emptyRun(runId, threadId, 0))
const saved = parseRunFile(events.map((event) => JSON.stringify(event)).join('\\n'))
console.log(JSON.stringify({ shown: fold(events), shared: fold(redactRun(events)), saved: fold(saved) }))
`

test('all code of README is looked at here', () => {
  expect(pieces.map(({ path }) => path).filter((path) => path === '')).toEqual([])
  expect(pieces).toHaveLength(8)
})

test('what README names is there: files, scripts, settings, the place of the button', () => {
  const { scripts }: { scripts: Record<string, string> } = JSON.parse(readFileSync('package.json', 'utf8'))
  const paths = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)|(?:src|srcset)="([^"]+)"/g)].map(
    ([, link, picture]) => link ?? picture ?? '',
  )
  expect(paths.length).toBeGreaterThan(5)
  for (const path of paths) expect(existsSync(path), path).toBe(true)
  for (const [, script = ''] of readme.matchAll(/npm run ([\w:-]+)/g)) expect(scripts, script).toHaveProperty([script])
  // `npm run deploy-button` writes between these.
  expect(readme).toMatch(/<!-- deploy button -->[\s\S]*<!-- end of the deploy button -->/)
  const settings = [...readme.matchAll(/\b[A-Z]+(?:_[A-Z]+)+\b/g)].map(([name]) => name)
  const others = ['STATE_SNAPSHOT', 'ANTHROPIC_API_KEY']
  for (const name of settings) expect([...variableNames, ...others], name).toContain(name)
})
