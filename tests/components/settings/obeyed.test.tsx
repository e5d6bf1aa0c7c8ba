// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { AnswerSection, preloadAnswer } from '@/components/answer/answer-section'
import { changeSettings, usualSettings } from '@/components/context/settings'
import { RunCard } from '@/components/run/run-card'
import { aCall, answerOf, aRun, doneWith, start, step } from '@/tests/components/run/run-fixture'

beforeEach(() => {
  vi.useFakeTimers({ now: start + 2000 })
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
  changeSettings(usualSettings)
})

const added = step('turn-1', aCall(doneWith('20')))
const answered = (state: 'writing' | 'done') =>
  aRun({ state: { name: state === 'done' ? 'done' : 'answering' }, steps: [added], answer: answerOf('It is 20.', { state }) })
const line = () => screen.getAllByRole('button')[0] as HTMLElement

describe('keep steps open', () => {
  test('leaves them open when the answer begins, and those of an old run too', () => {
    changeSettings({ keepStepsOpen: true })
    const { rerender } = render(<RunCard run={aRun({ steps: [added] })} skewMs={0} />)
    rerender(<RunCard run={answered('writing')} skewMs={0} />)
    act(() => vi.advanceTimersByTime(2000))
    expect(line().getAttribute('aria-expanded')).toBe('true')
    cleanup()
    render(<RunCard run={answered('done')} skewMs={0} />)
    expect(line().getAttribute('aria-expanded')).toBe('true')
    act(() => changeSettings({ keepStepsOpen: false }))
    expect(line().getAttribute('aria-expanded')).toBe('false')
  })

  test('leaves the choice by hand', () => {
    changeSettings({ keepStepsOpen: true })
    render(<RunCard run={answered('done')} skewMs={0} />)
    fireEvent.click(line())
    expect(line().getAttribute('aria-expanded')).toBe('false')
  })
})

describe('answers only when complete', () => {
  test('shows no word before the last, then all of them', async () => {
    vi.useRealTimers()
    await preloadAnswer()
    changeSettings({ wholeAnswers: true })
    const { container, rerender } = render(<AnswerSection run={answered('writing')} />)
    expect(container.textContent).toBe('Writing the answer')
    expect(container.querySelector('[data-slot=answer]')?.getAttribute('aria-busy')).toBe('true')
    rerender(<AnswerSection run={answered('done')} />)
    expect(container.textContent).toBe('It is 20.')
    expect(container.querySelector('[data-slot=answer]')?.getAttribute('aria-busy')).toBe('false')
  })

  test('what was written of an answer that broke off is shown', async () => {
    vi.useRealTimers()
    await preloadAnswer()
    changeSettings({ wholeAnswers: true })
    const { container } = render(<AnswerSection run={{ ...answered('writing'), state: { name: 'stopped' } }} />)
    expect(container.textContent).toContain('It is 20.')
  })
})
