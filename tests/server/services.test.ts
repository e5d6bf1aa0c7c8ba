import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Services } from '@/lib/server/service-types'

let folder: string
let held: Services | undefined
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'unfold-services-'))
  vi.stubEnv('DATA_DIR', folder)
  vi.stubEnv('OPENAI_API_KEY', '')
})
afterAll(async () => {
  await held?.store.close()
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

/** The services, by a module that is evaluated anew, as each route has it, and as `next dev` does after a change. */
const evaluate = async (): Promise<Services> => {
  vi.resetModules()
  return (await import('@/lib/server/services')).services()
}

test('the services are held by the process; while the app is developed a tool that changed is there at once', async () => {
  held = await evaluate()
  const { store, tools } = held
  vi.stubEnv('NODE_ENV', 'development')
  const changed = await evaluate()
  expect(changed.store).toBe(store)
  expect(changed.tools).not.toBe(tools)
  expect(changed.tools.map(({ name }) => name)).toEqual(tools.map(({ name }) => name))
})
