// @vitest-environment happy-dom
import { act, cleanup, render } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { useBackgroundStatus } from '@/components/chat/announcer'
import { changeSettings, usualSettings } from '@/components/context/settings'
import type { RunView } from '@/lib/run-view/state'
import { failed, runIn } from './chat-fixture'

const told: string[] = []
const Tab = ({ run }: { run: RunView }) => {
  useBackgroundStatus('Towers', run)
  return null
}
const hide = (isHidden: boolean) =>
  act(async () => {
    Object.defineProperty(document, 'hidden', { value: isHidden, configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
  })
/** A run that ends in a tab, which may be out of sight then. */
const endIn = async (run: RunView, isHidden: boolean) => {
  const { rerender } = render(<Tab run={runIn({ name: 'working' })} />)
  await hide(isHidden)
  await act(async () => rerender(<Tab run={run} />))
  await act(async () => vi.dynamicImportSettled())
}

beforeEach(() => {
  told.length = 0
  vi.stubGlobal(
    'Notification',
    class {
      static permission = 'granted'
      constructor(title: string, { body }: { body: string }) {
        told.push(`${title}: ${body}`)
      }
    },
  )
  changeSettings({ notify: true })
})
afterEach(async () => {
  cleanup()
  await hide(false)
  changeSettings(usualSettings)
  vi.unstubAllGlobals()
})

test.each([
  ['done', runIn({ name: 'done' }), ['Answer ready: Towers']],
  ['failed', runIn(failed()), ['Stopped on an error: Towers']],
  ['stopped by the person', runIn({ name: 'stopped' }), []],
])('a run that is %s out of sight', async (_title, run, expected) => {
  await endIn(run, true)
  expect(told).toEqual(expected)
})

test('nothing is told of a run that ends in sight', async () => {
  await endIn(runIn({ name: 'done' }), false)
  expect(told).toEqual([])
})

test('nothing is told where nobody asked for it', async () => {
  changeSettings({ notify: false })
  await endIn(runIn({ name: 'done' }), true)
  expect(told).toEqual([])
})
