import { afterAll, beforeAll, vi } from 'vitest'
import { addedFiles, openedDocument, removalFailure } from '@/components/context/chat-files'
import { forgetApp } from './forget-app'

/** It keeps a serverless function alive, and there is none here. */
vi.mock('next/server', async (load) => ({ ...(await load<object>()), after: () => undefined }))

/** A part that is loaded when it is first used may take longer than the second that is waited by itself, where several files are tested at once. */
const patienceMs = 10_000
const { waitFor, waitUntil } = vi
vi.waitFor = (callback, options) => waitFor(callback, toPatient(options))
vi.waitUntil = (callback, options) => waitUntil(callback, toPatient(options))
const toPatient = (options: Parameters<typeof waitFor>[1]) =>
  typeof options === 'number' ? options : { timeout: patienceMs, ...options }

// What an app of the last file began may have made it anew after the end of that file.
forgetApp()

/** After each file of unit tests, and after what the file itself does at its end: files that share a process and its modules share nothing else. */
afterAll(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
  vi.unstubAllEnvs()
  forgetApp()
})

beforeAll(async () => {
  if (typeof document === 'undefined') return
  document.body.replaceChildren()
  localStorage.clear()
  sessionStorage.clear()
  openedDocument.setState(undefined)
  removalFailure.setState(undefined)
  addedFiles.setState([])
  const { configure } = await import('@testing-library/react')
  configure({ asyncUtilTimeout: patienceMs })
})
