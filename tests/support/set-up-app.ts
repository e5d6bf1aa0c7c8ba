import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { vi } from 'vitest'
import { services } from '@/lib/server/services'
import { forgetApp } from './forget-app'

/**
 * A fresh app for the routes, in this process: a store of its own, the environment as given,
 * nothing printed. One at a time; what an app before it has learnt of a model is forgotten.
 */
export function setUpApp(environment: Record<string, string>): { close(): Promise<void> } {
  const folder = mkdtempSync(join(tmpdir(), 'unfold-app-'))
  const outputs = [process.stdout, process.stderr].map((output) => vi.spyOn(output, 'write').mockReturnValue(true))
  forgetApp()
  const variables = { ...blank, DATA_DIR: folder, SEARCH: 'local', CONCURRENT_RUNS: '0', RUNS_PER_HOUR: '0', ...environment }
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value)
  return {
    close: async () => {
      await services().store.close()
      forgetApp()
      vi.unstubAllEnvs()
      for (const output of outputs) output.mockRestore()
      rmSync(folder, { recursive: true })
    },
  }
}

/** The environment of whoever runs the tests has no say. */
const blank = { OPENAI_API_KEY: '', OPENAI_BASE_URL: '', OPENAI_HEADERS: '', MODEL: '', MODELS: '', DATABASE_URL: '' }
