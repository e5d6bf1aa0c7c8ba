// @vitest-environment happy-dom
import { once } from 'node:events'
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { changeSettings, readSettings, usualSettings } from '@/components/context/settings'
import { SettingsDialog } from '@/components/settings/settings-dialog'

const health = { status: 'ok', database: 'sqlite', model: 'demo', search: 'local', running: 0, version: '1.2.3' }
const onClose = vi.fn()
const requests: string[] = []
let answerDelete: () => Response

beforeEach(() => {
  requests.length = 0
  answerDelete = () => new Response(null, { status: 204 })
  vi.stubGlobal('fetch', async (input: string, init: RequestInit = {}) => {
    requests.push(`${init.method ?? 'GET'} ${input}`)
    return input === '/api/health' ? Response.json(health) : answerDelete()
  })
})
afterEach(() => {
  cleanup()
  changeSettings(usualSettings)
  vi.unstubAllGlobals()
  localStorage.clear()
})

const offer = { models: [{ id: 'demo', label: 'Demo model' }], defaultModelId: 'demo', canBringOwn: true }

const show = async (suggestsFollowUps = true) => {
  await act(async () => render(<SettingsDialog offer={offer} suggestsFollowUps={suggestsFollowUps} onClose={onClose} />))
}
const isOn = (name: string) => screen.getByRole<HTMLInputElement>('switch', { name }).checked
const notification = (permission: NotificationPermission, answer: NotificationPermission = permission) =>
  vi.stubGlobal(
    'Notification',
    Object.assign(
      class {
        close() {}
      },
      {
        permission,
        requestPermission() {
          this.permission = answer
          return Promise.resolve(answer)
        },
      },
    ),
  )

describe('the settings', () => {
  test.each([
    ['Keep steps open', 'keepStepsOpen', true],
    ['Show answers only when complete', 'wholeAnswers', true],
    ['Suggest follow-up questions', 'suggestFollowUps', false],
    ['Single-key shortcuts', 'letterKeys', false],
  ] as const)('%s', async (name, setting, after) => {
    await show()
    expect(isOn(name)).toBe(!after)
    fireEvent.click(screen.getByRole('switch', { name }))
    expect(isOn(name)).toBe(after)
    expect(readSettings()[setting]).toBe(after)
  })

  test('follow-up questions are no choice where the server looks for none', async () => {
    await show(false)
    expect(screen.queryByRole('switch', { name: 'Suggest follow-up questions' })).toBeNull()
  })

  test('the theme is chosen, or left to the system', async () => {
    await show()
    const choose = (name: string) => fireEvent.click(screen.getByRole('radio', { name }))
    expect(screen.getByRole<HTMLInputElement>('radio', { name: 'System' }).checked).toBe(true)
    choose('Dark')
    expect(document.documentElement.dataset['theme']).toBe('dark')
    expect(document.cookie).toContain('theme=dark')
    choose('System')
    expect(document.documentElement.dataset['theme']).toBeUndefined()
    expect(document.cookie).not.toContain('theme=dark')
  })

  test('how the app is stands in one line', async () => {
    await show()
    expect(screen.getByText('Unfold 1.2.3 · Demo model · Library search · Chats saved in SQLite')).toBeTruthy()
  })
})

describe('notify me', () => {
  const turnOn = () => act(async () => fireEvent.click(screen.getByRole('switch', { name: 'Notifications' })))

  test('asks the browser, and is on when that allows it', async () => {
    notification('default', 'granted')
    await show()
    await turnOn()
    expect(isOn('Notifications')).toBe(true)
    expect(readSettings().notify).toBe(true)
  })

  test('stays off and says why when the browser does not', async () => {
    notification('default', 'denied')
    await show()
    await turnOn()
    expect(isOn('Notifications')).toBe(false)
    expect(screen.getByText('Blocked by the browser. Allow notifications in its settings for this site.')).toBeTruthy()
  })

  test('cannot be turned on where there are none', async () => {
    vi.stubGlobal('Notification', undefined)
    await show()
    expect(screen.getByRole<HTMLInputElement>('switch', { name: 'Notifications' }).disabled).toBe(true)
  })
})

describe('delete everything', () => {
  const ask = () => fireEvent.click(screen.getByRole('button', { name: 'Delete…' }))
  const question = () => screen.getByRole('alertdialog', { name: 'Delete all chats?' })
  const deletions = () => requests.filter((request) => request.startsWith('DELETE'))

  test('asks first, and says what goes', async () => {
    await show()
    ask()
    expect(within(question()).getByText(/This deletes all your chats.*This cannot be undone/)).toBeTruthy()
    fireEvent.click(within(question()).getByRole('button', { name: 'Cancel' }))
    expect(deletions()).toEqual([])
  })

  test('forgets what this device kept of the chats, and no setting', async () => {
    vi.spyOn(location, 'assign').mockImplementation(() => undefined)
    localStorage.setItem('draft:new', 'Half a question')
    localStorage.setItem('draft-files:chat-1', '[{"name":"plan.txt","type":"text","size":5}]')
    sessionStorage.setItem('new-chat', 'chat-1')
    localStorage.setItem('settings', '{}')
    const other = new BroadcastChannel('unfold-chats')
    const told = once(other, 'message')
    await show()
    ask()
    await act(async () => fireEvent.click(within(question()).getByRole('button', { name: 'Delete all' })))
    expect(deletions()).toEqual(['DELETE /api/threads'])
    expect(localStorage.getItem('draft:new')).toBeNull()
    expect(localStorage.getItem('draft-files:chat-1')).toBeNull()
    expect(sessionStorage.getItem('new-chat')).toBeNull()
    expect(localStorage.getItem('settings')).toBe('{}')
    expect((await told)[0].data).toEqual({ what: 'all deleted' })
    other.close()
    expect(location.assign).toHaveBeenCalledExactlyOnceWith('/')
  })

  test('says so when nothing was deleted, and keeps the drafts', async () => {
    answerDelete = () => new Response(null, { status: 503 })
    localStorage.setItem('draft:new', 'Half a question')
    await show()
    ask()
    await act(async () => fireEvent.click(within(question()).getByRole('button', { name: 'Delete all' })))
    expect(within(question()).getByRole('alert').textContent).toContain('Nothing was deleted')
    expect(localStorage.getItem('draft:new')).toBe('Half a question')
  })
})
