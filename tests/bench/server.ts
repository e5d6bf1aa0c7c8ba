import { request } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { nanoid } from 'nanoid'
import { prepareBaselines, startApp, startBaselines, startUpstream } from './apps'
import type { ServerProcess } from './server-process'
import { percentile, readStream } from './stream-client'

export type Load = { p50Ms: number; p99Ms: number; cpuUsPerToken: number; tokens: number }
export type RouteFigures = { name: string; one: Load; many: Load; firstEventP50Ms: number; firstEventP99Ms: number }
export type ServerFigures = {
  routes: RouteFigures[]
  readyMs: number[]
  stalled: { readers: number; megabytesOfRun: number; liveMegabytesEach: number; rssMegabytesEach: number }
}

export type Target = { name: string; url: string; bodyOf: (question: string) => unknown; server: ServerProcess }

/** What passes through a server: latency and CPU per token on each route, the first event, the start, stalled readers. */
export async function measureServer({ quick }: { quick: boolean }): Promise<ServerFigures> {
  await prepareBaselines()
  const seconds = quick ? 2 : 12
  const upstream = await startUpstream()
  const app = await startApp(upstream)
  const baselines = await startBaselines(upstream)
  const simple = (question: string) => ({ question })
  const targets: Target[] = [
    { name: 'direct', url: `${upstream.url}/v1/chat/completions`, bodyOf: toChat, server: upstream },
    { name: 'passthrough', url: `${baselines.url}/passthrough`, bodyOf: simple, server: baselines },
    { name: 'ai-sdk', url: `${baselines.url}/ai-sdk`, bodyOf: simple, server: baselines },
    { name: 'unfold', url: `${app.url}/api/runs`, bodyOf: toRun, server: app },
  ]
  try {
    const routes: RouteFigures[] = []
    for (const target of targets) {
      console.log(`Measuring ${target.name} …`)
      await load(target, { streams: 50, tokens: quick ? 100 : 400, rate: 60 }) // So that its code is compiled.
      const first = await firstEvents(target, quick ? 10 : 60)
      const one = await load(target, { streams: 1, tokens: 60 * seconds, rate: 60 })
      const many = await load(target, { streams: 50, tokens: 30 * seconds, rate: 30 })
      routes.push({ name: target.name, one, many, ...first })
    }
    return { routes, stalled: await stalledReaders(upstream, quick), readyMs: await startTimes(upstream) }
  } finally {
    await Promise.all([upstream, app, baselines].map((server) => server.stop()))
  }
}

export async function load(
  { url, bodyOf, server }: Target,
  spec: { streams: number; tokens: number; rate: number },
): Promise<Load> {
  const { streams, tokens, rate } = spec
  const before = await server.usage()
  const question = JSON.stringify({ tokens, rate, text: 'stamps' })
  const read = await Promise.all(Array.from({ length: streams }, () => readStream(url, bodyOf(question))))
  const cpuUs = (await server.usage()).cpuUs - before.cpuUs
  const latencies = read.flatMap(({ latenciesMs }) => latenciesMs)
  if (latencies.length !== streams * tokens)
    throw new Error(`${url} passed on ${latencies.length} of ${streams * tokens} tokens.`)
  const count = latencies.length
  return { p50Ms: percentile(latencies, 0.5), p99Ms: percentile(latencies, 0.99), cpuUsPerToken: cpuUs / count, tokens: count }
}

async function firstEvents(
  { url, bodyOf }: Target,
  count: number,
): Promise<{ firstEventP50Ms: number; firstEventP99Ms: number }> {
  const question = JSON.stringify({ tokens: 3, rate: 100, text: 'stamps' })
  const all: number[] = []
  for (let asked = 0; asked < count; asked += 1) all.push((await readStream(url, bodyOf(question))).firstEventMs)
  return { firstEventP50Ms: percentile(all, 0.5), firstEventP99Ms: percentile(all, 0.99) }
}

async function startTimes(upstream: ServerProcess): Promise<number[]> {
  const times: number[] = []
  for (let starts = 0; starts < 5; starts += 1) {
    const app = await startApp(upstream)
    times.push(app.readyMs)
    await app.stop()
  }
  return times.sort((a, b) => a - b)
}

/** One large run, read to its end once; then the same with readers that take nothing beside it. The rest is theirs. */
async function stalledReaders(upstream: ServerProcess, quick: boolean): Promise<ServerFigures['stalled']> {
  const readers = 20
  const tokens = quick ? 5000 : 20_000
  const grown = async (stalled: number) => {
    const app = await startApp(upstream)
    try {
      const headers = await arrive(app.url)
      await readStream(`${app.url}/api/runs`, toRun(JSON.stringify({ tokens: 500, rate: 0 })))
      const before = await app.usage({ collectGarbage: true })
      const run = toRun(JSON.stringify({ tokens, rate: 4000, text: 'stamps' }))
      const whole = readStream(`${app.url}/api/runs`, run, headers)
      await delay(200)
      const events = `${app.url}/api/runs/${run.runId}/events`
      const leave = await Promise.all(Array.from({ length: stalled }, () => stall(events, headers)))
      await whole
      const after = await app.usage({ collectGarbage: true })
      for (const hangUp of leave) hangUp()
      return { live: after.liveBytes - before.liveBytes, rss: after.rssBytes - before.rssBytes }
    } finally {
      await app.stop()
    }
  }
  console.log('Measuring stalled readers …')
  const without = await grown(0)
  const withThem = await grown(readers)
  const each = (kind: 'live' | 'rss') => (withThem[kind] - without[kind]) / readers / 1e6
  return { readers, megabytesOfRun: without.live / 1e6, liveMegabytesEach: each('live'), rssMegabytesEach: each('rss') }
}

/** Opens a stream and takes nothing of it. The returned function hangs up. */
const stall = (url: string, headers: Record<string, string>): Promise<() => void> =>
  new Promise((resolve, reject) => {
    const sent = request(url, { agent: false, headers }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url} answered ${response.statusCode}.`))
      response.pause()
      resolve(() => response.destroy())
    })
    sent.once('error', reject)
    sent.end()
  })

/** A new visitor, as the headers of a client that keeps no cookies. */
export async function arrive(url: string): Promise<{ authorization: string }> {
  const { token } = await (await fetch(`${url}/api/visitors`, { method: 'POST' })).json()
  return { authorization: `Bearer ${token}` }
}

const toChat = (question: string) => ({ model: 'bench', stream: true, messages: [{ role: 'user', content: question }] })

export const toRun = (question: string) => ({
  threadId: nanoid(),
  runId: nanoid(),
  messages: [{ id: nanoid(), role: 'user', content: question }],
  tools: [],
  context: [],
  state: {},
  forwardedProps: { unfold: { detach: true } },
})
