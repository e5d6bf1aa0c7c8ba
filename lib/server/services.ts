import { createTools } from '@/lib/agent/tools'
import type { Tool } from '@/lib/agent/tools/define-tool'
import { RunRegistry } from '@/lib/run/registry'
import type { Journal } from '@/lib/run/run-log'
import { ThreadStore } from '@/lib/store/threads'
import { type Env, env } from './env'
import { Limits } from './limits'

/** What every request shares: made once per process, also when `next dev` evaluates modules again. */
export type Services = { env: Env; threads: ThreadStore; runs: RunRegistry; limits: Limits; tools: Tool[]; startedAt: number }

export const services = (): Services => {
  holder.unfoldServices ??= createServices(env())
  return holder.unfoldServices
}

const holder: typeof globalThis & { unfoldServices?: Services } = globalThis

const prepareAfterMs = 300

function createServices(env: Env): Services {
  const threads = new ThreadStore()
  const journal: Journal = {
    add(log, entry) {
      threads.addEvent(log.runId, entry.event)
      log.markSafe(entry.seq)
    },
  }
  const tools = createTools({ search: env.search, fetch: globalThis.fetch })
  // The first request is that of a page: what tools need is loaded while the person reads it and types.
  setTimeout(() => Promise.all(tools.map((tool) => tool.prepare())), prepareAfterMs).unref()
  return {
    env,
    threads,
    runs: new RunRegistry({ journal, now: Date.now }),
    limits: new Limits(env),
    tools,
    startedAt: Date.now(),
  }
}
