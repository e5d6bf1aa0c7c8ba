import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import { LockHolder } from '@/tests/support/lock-holder'
import type { OwnApp } from './own-app'

/** Holds what others need of a database, as a backup, a viewer or a migration does. */
export type DatabaseLock = { hold(holdMs: number): Promise<void>; end(): Promise<void> }

export async function lockOfFile(file: string): Promise<DatabaseLock> {
  const holder = await LockHolder.start(file)
  return { hold: async (holdMs) => (await holder.hold(holdMs)).released, end: () => holder.end() }
}

export async function lockOfPostgres(url: string): Promise<DatabaseLock> {
  const client = new Client({ connectionString: url })
  await client.connect()
  return {
    hold: async (holdMs) => {
      await client.query('begin; lock table runs, run_events in access exclusive mode')
      await pause(holdMs)
      await client.query('commit')
    },
    end: () => client.end(),
  }
}

export type Disturbance = 'none' | 'lock' | 'clock' | 'pause'

export const disturbances: Disturbance[] = ['none', 'lock', 'clock', 'lock', 'pause', 'lock', 'clock', 'none']

/** Longer than a producer may be silent. */
const pausedMs = 15_000

/** What happens to an app between its start and its end, `look` while it stands still: who looks then is answered first. */
export async function disturb(
  app: OwnApp,
  { what, lock, random, look }: { what: Disturbance; lock: DatabaseLock; random: () => number; look: () => void },
): Promise<void> {
  if (what === 'lock') await lock.hold(200 + random() * 2800)
  if (what === 'clock') app.send('SIGUSR2')
  if (what !== 'pause') return
  app.send('SIGSTOP')
  await pause(pausedMs)
  look()
  app.send('SIGCONT')
}

const hourMs = 3_600_000

/** How wrong the clock is at the start of a process, and by how much it is set while it runs. */
export function wrongClock(random: () => number): Record<string, string> {
  const offsets = [0, 30_000, -30_000, hourMs, -hourMs]
  const offsetMs = offsets[Math.floor(random() * offsets.length)] ?? 0
  return { CLOCK_OFFSET_MS: String(offsetMs), CLOCK_STEP_MS: String(random() < 0.5 ? hourMs : -hourMs) }
}
