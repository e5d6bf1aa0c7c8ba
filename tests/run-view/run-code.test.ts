import { execFile, execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { describeAgent } from '@/lib/agent/describe-agent'
import { createTools } from '@/lib/agent/tools'
import { toAguiScript, toCurl, toLangchainScript } from '@/lib/run-view/run-code'
import { hostileTexts } from '@/tests/support/hostile-texts'
import { startUpstream } from '@/tests/support/upstream'

const agent = describeAgent(createTools({ search: [{ provider: 'local' }], fetch }))
const of = (question: string, modelId = 'gpt-4.1') => ({ origin: 'http://localhost:3000', question, modelId })
const questions: [string, string][] = [
  ['plain', 'what is 10 + 10'],
  ['quotes', `it's "$HOME" \`id\` \\ !! $(id) \${1} %s`],
  ['the end of a script', '</script>\n*/ // \u2028\u2029'],
  ...Object.entries(hostileTexts).filter(([, text]) => !text.includes('\u0000')),
]

const arithmetic = ['add', 'subtract', 'multiply', 'divide', 'exponentiate', 'calculate']
const shortForms = [...arithmetic, 'current_time', 'search', 'final_answer']

const AsyncFunction = Object.getPrototypeOf(async () => undefined).constructor

/** Parsed as what a module may hold, but for its imports; not run. Throws a `SyntaxError`. */
const isJavaScript = (code: string): boolean => new AsyncFunction(code.replace(/^import .*$/gm, '')) instanceof Function

describe('the code of a run', () => {
  test.each(questions)('curl is one command whose body has the question as it is: %s', (_title, question) => {
    const command = toCurl(of(question.toWellFormed()))
    // A `curl` that prints what it was given.
    const script = `curl() { for each in "$@"; do printf '%s\\0' "$each"; done; }\n${command}`
    const given = execFileSync('/bin/sh', ['-s'], { input: script, encoding: 'utf8' }).split('\0')
    expect(given.slice(0, 5)).toEqual(['-N', 'http://localhost:3000/api/runs', '-H', 'content-type: application/json', '-d'])
    expect(JSON.parse(given[5] ?? '')).toMatchObject({
      messages: [{ role: 'user', content: question.toWellFormed() }],
      forwardedProps: { unfold: { model: 'gpt-4.1' } },
    })
    expect(given).toHaveLength(7)
  })

  test.each(questions)('the scripts are JavaScript: %s', (_title, question) => {
    expect(isJavaScript(toAguiScript(of(question)))).toBe(true)
    expect(isJavaScript(toLangchainScript(of(question, question), agent))).toBe(true)
  })

  test('of a thorough run asks for one', () => {
    const thorough = { ...of('Hello'), mode: 'thorough' } as const
    expect(toCurl(thorough)).toContain('{"model":"gpt-4.1","mode":"thorough"}')
    expect(toAguiScript(thorough)).toContain('unfold: { model: "gpt-4.1", mode: "thorough" }')
    expect(isJavaScript(toAguiScript(thorough))).toBe(true)
    expect(toCurl(of('Hello')) + toAguiScript(of('Hello'))).not.toMatch(/\bmode"?:/)
  })

  test('the LangChain script has the prompt, each tool with its description and schema', () => {
    const code = toLangchainScript(of('Hello'), agent)
    expect(code).toContain('model: "gpt-4.1"')
    expect(code).toContain('You are Unfold')
    for (const { name, description, parameters } of agent.tools) {
      expect(code).toContain(`name: ${JSON.stringify(name)}`)
      expect(code).toContain(JSON.stringify(description))
      expect(code).toContain(JSON.stringify(parameters))
    }
  })

  test('of these tools the LangChain script has what they do, in a short form; of others it may', () => {
    const tools = agent.tools.filter(({ name }) => shortForms.includes(name))
    expect(tools.map(({ name }) => name)).toEqual(shortForms)
    expect(toLangchainScript(of('Hello'), { ...agent, tools })).not.toContain('Write here what this tool does')
  })

  test('the LangChain script asks the model, runs its tools and says its answer', async () => {
    // What LangChain itself sends is not ours to make strict.
    const upstream = await startUpstream({ strict: false })
    // In the repository, so that it finds its packages.
    mkdirSync('.cache', { recursive: true })
    const folder = mkdtempSync(join('.cache', 'script-'))
    try {
      writeFileSync(join(folder, 'ask.mjs'), toLangchainScript(of('10 plus 10? [sum]', 'test-model'), agent))
      const env = {
        ...process.env,
        OPENAI_API_KEY: 'test',
        OPENAI_BASE_URL: upstream.url,
        LANGSMITH_TRACING: '',
        FORCE_COLOR: '0',
      }
      const { stdout } = await promisify(execFile)(process.execPath, [join(folder, 'ask.mjs')], { env })
      expect(stdout).toMatch(/^10 plus 10\? \[sum\]\nadd \{ x: 10, y: 10 \}\n20\nfinal_answer .*\n10 \+ 10 is 20\.\n$/)
    } finally {
      rmSync(folder, { recursive: true })
      await upstream.close()
    }
  }, 30_000)

  test('a tool that is not known here has a place for what it does', () => {
    const tools = [{ name: 'mail', description: 'Send a mail', parameters: {} }]
    const code = toLangchainScript(of('Hello'), { system: 'Be kind.', tools })
    expect(code).toContain('Write here what this tool does')
    expect(isJavaScript(code)).toBe(true)
  })
})
