import { type ChildProcess, spawn } from 'node:child_process'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { NumberedEvent } from '@/lib/protocol/event'
import { readFixture } from '@/tests/support/fixtures'
import { json, PlaybackServer, play, playInTwo, refuse } from '@/tests/support/playback-server'

let server: PlaybackServer
let url: string
beforeEach(async () => {
  server = new PlaybackServer()
  url = await server.start()
})
afterEach(() => server.stop())

const start = (...args: string[]): ChildProcess =>
  spawn(process.execPath, ['--import', 'tsx', 'bin/chat.ts', '--url', url, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
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
    expect(JSON.parse(server.heard[0]?.body ?? '').messages[0].content).toBe('Take 10 plus 10')
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
    expect(JSON.parse(server.heard[0]?.body ?? '').threadId).toBe('th_1')
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

  test('an app that is not running is told in a sentence', async () => {
    const { code, err } = await chat('--url', 'http://127.0.0.1:9/', 'One')
    expect([code, err]).toEqual([1, 'Unfold is not running at http://127.0.0.1:9. Start it with npm start.\n'])
  })

  test('questions from a pipe are asked one after the other, in one conversation', async () => {
    server.on('post', play(readFixture('sums-in-order')))
    const { code } = await ended(start(), 'One\n\nTwo\n')
    const bodies = server.heard.map(({ body }) => JSON.parse(body))
    expect(bodies.map(({ messages }) => messages[0].content)).toEqual(['One', 'Two'])
    expect(bodies[0].threadId).toBe(bodies[1].threadId)
    expect(code).toBe(0)
  })

  test('a wrong option is named', async () => {
    const { code, err } = await chat('--colour', 'red')
    expect(code).toBe(1)
    expect(err).toContain("'--colour'")
  })
})
