// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from 'vitest'
import { createLocalChoices } from '@/lib/client/chosen-runs'
import type { RunId, ThreadId } from '@/lib/protocol/event'

afterEach(() => {
  vi.unstubAllGlobals()
  localStorage.clear()
})

const [runA, runB] = ['run_a', 'run_b'] as RunId[] as [RunId, RunId]

test('choices are kept per thread, and forgotten with the last one', () => {
  createLocalChoices('one' as ThreadId).write([runA, runB])
  expect(createLocalChoices('one' as ThreadId).read()).toEqual([runA, runB])
  expect(createLocalChoices('two' as ThreadId).read()).toEqual([])
  createLocalChoices('one' as ThreadId).write([])
  expect(localStorage.length).toBe(0)
})

test('where storage is blocked there are none, and nothing breaks', () => {
  const blocked = () => {
    throw new DOMException('denied', 'SecurityError')
  }
  vi.stubGlobal('localStorage', { getItem: blocked, setItem: blocked, removeItem: blocked })
  const choices = createLocalChoices('one' as ThreadId)
  choices.write([runA])
  expect(choices.read()).toEqual([])
})
