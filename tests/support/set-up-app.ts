import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { vi } from 'vitest'

/**
 * A fresh app for the routes that are imported after this, in this process: a store of its own, the environment as given,
 * nothing printed. One at a time; what an app before it has learnt of a model is forgotten.
 */
export function setUpApp(environment: Record<string, string>): { close(): Promise<void> } {
  const folder = mkdtempSync(join(tmpdir(), 'unfold-app-'))
  vi.resetModules()
  // `after` keeps a serverless function alive, and there is none here.
  vi.doMock('next/server', () => ({ after: () => undefined }))
  const outputs = [process.stdout, process.stderr].map((output) => vi.spyOn(output, 'write').mockReturnValue(true))
  const shared: typeof globalThis & { unfoldServices?: unknown; modelFeatures?: unknown } = globalThis
  delete shared.unfoldServices
  delete shared.modelFeatures
  const variables = { ...blank, DATA_DIR: folder, SEARCH: 'local', CONCURRENT_RUNS: '0', RUNS_PER_HOUR: '0', ...environment }
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value)
  return {
    close: async () => {
      const { services } = await import('@/lib/server/services')
      await services().store.close()
      vi.unstubAllEnvs()
      for (const output of outputs) output.mockRestore()
      rmSync(folder, { recursive: true })
    },
  }
}

/** The environment of whoever runs the tests has no say. */
const blank = { OPENAI_API_KEY: '', OPENAI_BASE_URL: '', OPENAI_HEADERS: '', MODEL: '', MODELS: '', DATABASE_URL: '' }
