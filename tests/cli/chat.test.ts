import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { NumberedEvent, RunId } from '@/lib/protocol/event'
import { toJsonLines } from '@/lib/run-view/saved-run'
import { compileScript } from '@/tests/support/compile-script'
import { readFixture } from '@/tests/support/fixtures'
import { json, PlaybackServer, play, playInTwo, type Route, refuse } from '@/tests/support/playback-server'

const program = compileScript('cli/chat.ts').path
let server: PlaybackServer
let url: string
let config: string
beforeEach(async () => {
  server = new PlaybackServer()
  url = await server.start()
  config = await mkdtemp(join(tmpdir(), 'unfold-config-'))
})
afterEach(async () => {
  await server.stop()
  await rm(config, { recursive: true })
})

const start = (...args: string[]): ChildProcess =>
  spawn(process.execPath, [program, '--url', url, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, XDG_CONFIG_HOME: config },
  })
const ended = async (child: ChildProcess, input = ''): Promise<{ code: number | null; out: string; err: string }> => {
  let out = ''
  let err = ''
  child.stdout?.on('data', (chunk) => (out += chunk))
  child.stderr?.on('data', (chunk) => (err += chunk))
  child.stdin?.end(input)
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, out, err }
}
const chat = (...args: string[]) => ended(start(...args))

describe('npm run chat', () => {
  test('names each call, then shows it whole with its result, then the answer', async () => {
    server.on('post', play(readFixture('sums-in-order')))
    const { code, out, err } = await chat('Take', '10 plus 10')
    expect(out.split('\n')).toEqual([
      'Calling add…',
      'add(x: 10, y: 10) = 20 0.1 s',
      'Calling multiply…',
      'multiply(x: 20, y: 7) = 140 0.1 s',
      'Calling subtract…',
      'subtract(x: 140, y: 4) = 136 0.1 s',
      '',
      '10 plus 10 is 20, times 7 is 140, and minus 4 that leaves **136**.',
      '',
      expect.stringMatching(/^Demo model · 576 tokens · \d+\.\d s$/),
      '',
    ])
    expect([code, err]).toEqual([0, ''])
    expect(JSON.parse(server.heardOn('post')[0]?.body ?? '').messages[0].content).toBe('Take 10 plus 10')
  })

  test('keeps calls that overlap on lines of their own', async () => {
    server.on('post', play(readFixture('parallel')))
    const { out } = await chat('Three things')
    const lines = out.split('\n')
    expect(lines).toContain('Calling current_time…')
    expect(lines.filter((line) => line.startsWith('multiply('))).toEqual([
      expect.stringMatching(/^multiply\(x: 0\.15, y: 2480\) = 372 /),
    ])
    expect(lines.filter((line) => line.startsWith('current_time('))).toEqual([
      expect.stringMatching(/^current_time\(place: "Nairobi"\) = 17:42 on Saturday \(UTC\+3\) /),
    ])
  })

  test('numbers the sources under the answer', async () => {
    server.on('post', play(readFixture('search-then-answer')))
    const { out } = await chat('Resume?')
    expect(out).toContain('\n\n[1] Server-sent events /knowledge/server-sent-events\n[2] Append-only logs')
  })

  test('says why a call failed and goes on', async () => {
    server.on('post', play(readFixture('tool-failure')))
    const { code, out } = await chat('Divide')
    expect(out).toContain('divide(x: 828, y: 0) failed: 828 ÷ 0 has no result.')
    expect(code).toBe(0)
  })

  test('ends with 1 and a sentence when the run failed', async () => {
    server.on('post', play(readFixture('model-failure')))
    const { code, out, err } = await chat('Explain')
    expect(out).toContain('The model provider is busy. Trying again in 2 s.')
    expect(out).toContain('The sum is 20, which\n')
    expect(err).toBe('The model stopped answering. What it wrote is kept.\n')
    expect(code).toBe(1)
  })

  test('--json prints the events as they are, one a line', async () => {
    const events = readFixture('parallel')
    server.on('post', play(events))
    const { out } = await chat('--json', '--thread', 'th_1', 'Three things')
    const printed: NumberedEvent[] = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(printed).toEqual(events)
    expect(JSON.parse(server.heardOn('post')[0]?.body ?? '').threadId).toBe('th_1')
  })

  test('Ctrl-C stops the run on the server and ends with 130', async () => {
    const line = playInTwo(readFixture('stopped'), 20)
    server.on('post', line.reply).on('stop', (response, heard) => {
      json(202, {})(response, heard)
      line.go()
    })
    const child = start('Look three things up')
    child.stdout?.once('data', () => child.kill('SIGINT'))
    const { code, out, err } = await ended(child)
    expect(out).toContain('Stopped by you')
    expect(err).toBe('You stopped this run. 1 finished step is saved.\n')
    expect(code).toBe(130)
  })

  test('a second Ctrl-C leaves without waiting for the server', async () => {
    server.on('post', playInTwo(readFixture('stopped'), 20).reply).on('stop', () => undefined)
    const child = start('Look three things up')
    child.stdout?.once('data', () => child.kill('SIGINT'))
    void server.untilHeard('stop').then(() => child.kill('SIGINT'))
    expect((await ended(child)).code).toBe(130)
  })

  test('a refusal is told in its own words', async () => {
    server.on('post', refuse('rate-limited', { detail: 'You can ask again at 14:32.' }))
    expect(await chat('One')).toEqual({ code: 1, out: '', err: 'You can ask again at 14:32.\n' })
  })

  test('no words of a server or a file are obeyed by the terminal, and --json loses nothing of them', async () => {
    const hostile = 'gone\u001b]0;owned\u0007\u009b2J\u202e'
    server.on('post', refuse('rate-limited', { detail: hostile }))
    expect(await chat('One')).toMatchObject({ out: '', err: 'gone]0;owned2J\n' })
    const events = readFixture('model-failure').map((event) =>
      event.type === 'RUN_ERROR' ? { ...event, message: hostile } : event,
    )
    server.on('post', play(events))
    const { out, err } = await chat('--json', 'One')
    expect(err).toMatch(/^gone\]0;owned2J Your question/)
    for (const code of ['\u001b', '\u009b', '\u202e']) expect(out).not.toContain(code)
    expect(JSON.parse(out.trim().split('\n').at(-1) ?? '')).toMatchObject({ message: hostile })
    expect((await chat('--replay', `no\u001b[2J.jsonl`)).err).toBe('The file no[2J.jsonl cannot be opened.\n')
  })

  test('an app that is not running is told in a sentence', async () => {
    const { code, err } = await chat('--url', 'http://127.0.0.1:9/', 'One')
    expect([code, err]).toEqual([1, 'Unfold is not running at http://127.0.0.1:9. Start it with npm start.\n'])
  })

  test('questions from a pipe are asked one after the other, in one conversation', async () => {
    server.on('post', play(readFixture('sums-in-order')))
    const { code } = await ended(start(), 'One\n\nTwo\n')
    const bodies = server.heardOn('post').map(({ body }) => JSON.parse(body))
    expect(bodies.map(({ messages }) => messages[0].content)).toEqual(['One', 'Two'])
    expect(bodies[0].threadId).toBe(bodies[1].threadId)
    expect(code).toBe(0)
  })

  test('--replay shows a saved run with its pauses, asks nothing, and ends as the run did', async () => {
    const file = 'tests/fixtures/search-then-answer.jsonl'
    const startedAt = performance.now()
    const { code, out } = await chat('--replay', file)
    expect(performance.now() - startedAt).toBeGreaterThan(1_800)
    expect(out).toContain('search(query: "resume server-sent events") = 2 sources 0.4 s')
    expect(out).toMatch(/\nDemo model · 576 tokens · 1\.8 s\n$/)
    expect([code, server.heard]).toEqual([0, []])
    expect(await chat('--replay', file, '--speed', '50')).toEqual({ code, out, err: '' })
    expect(await chat('--replay', 'tests/fixtures/stopped.jsonl', '--speed', '50')).toMatchObject({ code: 130 })
  })

  test('--replay of a run that goes on from another begins with its steps, and its citations have their sources', async () => {
    const search = readFixture('search-then-answer')
    const from = { runId: 'run_search' as RunId, seq: search.length, action: 'continue' } as const
    const rerun = readFixture('sums-in-order').map((event) => {
      // It counts its turns on from those it keeps.
      if ('stepName' in event) return { ...event, stepName: `turn-${Number(event.stepName.slice(5)) + 5}` as const }
      return event.type === 'RUN_STARTED' ? { ...event, metadata: { ...event.metadata, from } } : event
    })
    const file = join(config, 'rerun.jsonl')
    await writeFile(file, toJsonLines([...search, ...rerun]))
    const { code, out } = await chat('--replay', file, '--speed', '50')
    expect(out).toMatch(/^Calling search…\nsearch\(query: "resume server-sent events"\) = 2 sources/)
    expect(out).toContain('subtract(x: 140, y: 4) = 136')
    expect(out).toContain('\n[1] Server-sent events')
    expect(code).toBe(0)
  })

  test('--timeline draws the run in time under it, a saved one and one that failed too', async () => {
    const saved = await chat('--timeline', '--replay', 'tests/fixtures/tool-failure.jsonl', '--speed', '50')
    expect(saved.out).toMatch(/\nDemo model · .*\n\n {10}0 s .* 1\.5 s\nModel +·+▒+·+ +0\.4 s\n {2}divide +░xx/)
    expect(saved.out).toMatch(/\n· waiting {2}░ writing arguments {2}█ running {2}▒ model text {2}x failed\n$/)
    server.on('post', play(readFixture('model-failure')))
    const asked = await chat('--timeline', 'Explain')
    expect(asked.out).toMatch(/\nModel 2 +·+▒+x +0\.1 s\nAnswer +▒+ +0\.1 s\n/)
    expect(asked.code).toBe(1)
    expect(await chat('--timeline', '--json', 'Explain')).toEqual({
      code: 1,
      out: '',
      err: '--json and --timeline exclude each other.\n',
    })
  })

  test.each([
    ['package.json', '4', 'Line 1 of the file is broken: it is not valid JSON.\n'],
    ['tests', '4', 'The file tests cannot be read.\n'],
    ['no-such-file.jsonl', '4', 'The file no-such-file.jsonl cannot be opened.\n'],
    ['tests/fixtures/stopped.jsonl', 'fast', '--speed must be a number above 0, such as 4 or 0.5.\n'],
  ])('--replay %s --speed %s is refused in a sentence', async (file, speed, err) => {
    expect(await chat('--replay', file, '--speed', speed)).toEqual({ code: 1, out: '', err })
  })

  test('a wrong option is named', async () => {
    const { code, err } = await chat('--colour', 'red')
    expect(code).toBe(1)
    expect(err).toContain("'--colour'")
  })
})

describe('who asks', () => {
  const folder = () => join(config, 'unfold')
  const tokens = async () =>
    Promise.all((await readdir(folder())).map(async (name) => (await readFile(join(folder(), name), 'utf8')).trim()))
  const shown = (route: Route) => server.heardOn(route).map(({ authorization }) => authorization)
  const answer = play(readFixture('sums-in-order'))

  test('is one visitor from the first question on, by a token that only its owner can read', async () => {
    server.on('visitors', json(201, { token: 'one' })).on('post', answer)
    expect((await chat('Take 10')).code).toBe(0)
    expect((await chat('And again')).code).toBe(0)
    expect(server.heardOn('visitors')).toHaveLength(1)
    expect(shown('post')).toEqual(['Bearer one', 'Bearer one'])
    expect(await tokens()).toEqual(['one'])
    const [file = ''] = await readdir(folder())
    expect(file).toMatch(/^token-[0-9a-f]{16}$/)
    expect((await stat(join(folder(), file))).mode & 0o777).toBe(0o600)
  })

  test('is another one for another app', async () => {
    server.on('visitors', json(201, { token: 'one' }), json(201, { token: 'two' })).on('post', answer)
    await chat('Take 10')
    await chat('--url', url.replace('127.0.0.1', 'localhost'), 'Take 10')
    expect((await tokens()).toSorted()).toEqual(['one', 'two'])
  })

  test('is a new one, once, where the app does not know the token any more', async () => {
    server.on('visitors', json(201, { token: 'one' }), json(201, { token: 'two' }))
    server.on('post', answer, refuse('unauthorized'), answer)
    await chat('Take 10')
    expect((await chat('Take 10')).code).toBe(0)
    expect(shown('post')).toEqual(['Bearer one', 'Bearer one', 'Bearer two'])
    expect(await tokens()).toEqual(['two'])
    server.on('post', refuse('unauthorized'))
    expect(await chat('Take 10')).toMatchObject({ code: 1, err: 'This token is not valid.\n' })
    expect(shown('post').slice(3)).toEqual(['Bearer two', 'Bearer two'])
  })

  test('is nobody for an app without visitors', async () => {
    server.on('post', answer)
    expect((await chat('Take 10')).code).toBe(0)
    expect(shown('post')).toEqual([undefined])
  })

  test('says so when it stops a run, too', async () => {
    const line = playInTwo(readFixture('stopped'), 20)
    server.on('visitors', json(201, { token: 'one' })).on('post', line.reply)
    server.on('stop', (response, heard) => {
      json(202, {})(response, heard)
      line.go()
    })
    const child = start('Look three things up')
    child.stdout?.once('data', () => child.kill('SIGINT'))
    await ended(child)
    expect(shown('stop')).toEqual(['Bearer one'])
  })

  test('lasts as long as the terminal where nothing can be kept', async () => {
    config = '/dev/null'
    server.on('visitors', json(201, { token: 'one' })).on('post', answer)
    expect((await ended(start(), 'One\nTwo\n')).code).toBe(0)
    expect(shown('post')).toEqual(['Bearer one', 'Bearer one'])
    config = await mkdtemp(join(tmpdir(), 'unfold-config-'))
  })
})
