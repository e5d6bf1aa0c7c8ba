// @vitest-environment happy-dom
import { act, cleanup, render } from '@testing-library/react'
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import {
  changeSettings,
  parseSettings,
  readSettings,
  type Settings,
  useSettings,
  usualSettings,
} from '@/components/context/settings'

afterEach(() => {
  cleanup()
  changeSettings(usualSettings)
})

describe('what is kept', () => {
  test('law: comes back as it was', () => {
    const anySettings: fc.Arbitrary<Settings> = fc.record({
      keepStepsOpen: fc.boolean(),
      wholeAnswers: fc.boolean(),
      letterKeys: fc.boolean(),
      notify: fc.boolean(),
      suggestFollowUps: fc.boolean(),
    })
    fc.assert(
      fc.property(anySettings, (settings) => {
        expect(parseSettings(JSON.stringify(settings))).toEqual(settings)
      }),
    )
  })

  test('law: whatever stands there, settings are read, and what is not understood is as usual', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.constant(undefined)), (text) => {
        expect(Object.keys(parseSettings(text))).toEqual(Object.keys(usualSettings))
      }),
    )
    expect(parseSettings('{"keepStepsOpen":"yes","letterKeys":false,"more":1}')).toEqual({ ...usualSettings, letterKeys: false })
  })
})

const Reader = () => <p>{String(useSettings().keepStepsOpen)}</p>

describe('a setting', () => {
  test('is kept on the device and told to those who show it', () => {
    const { container } = render(<Reader />)
    expect(container.textContent).toBe('false')
    act(() => changeSettings({ keepStepsOpen: true }))
    expect(container.textContent).toBe('true')
    expect(parseSettings(localStorage.getItem('settings') ?? undefined)).toEqual({ ...usualSettings, keepStepsOpen: true })
  })

  test('that another tab changes is heard of', () => {
    const { container } = render(<Reader />)
    act(() => {
      localStorage.setItem('settings', '{"keepStepsOpen":true}')
      dispatchEvent(Object.assign(new Event('storage'), { key: 'settings' }))
    })
    expect(container.textContent).toBe('true')
    expect(readSettings().keepStepsOpen).toBe(true)
  })
})
