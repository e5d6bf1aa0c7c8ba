// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { ReplayBar } from '@/components/replay/replay-bar'
import { Replay } from '@/lib/client/replay/replay'
import type { RunId, ThreadId } from '@/lib/protocol/event'
import { reduceRun } from '@/lib/run-view/reduce/reduce-run'
import { RunTape, toStart } from '@/lib/run-view/run-tape'
import { emptyRun } from '@/lib/run-view/state'
import { readFixture } from '@/tests/support/fixtures'

const runId = 'run' as RunId
const events = readFixture('search-then-answer')

const show = () => {
  let now = 0
  const waiting: (() => void)[] = []
  const draw = (ms: number) =>
    act(() => {
      now += ms
      for (const callback of waiting.splice(0)) callback()
    })
  const live = events.reduce(reduceRun, emptyRun(runId, 'thread' as ThreadId, 0))
  const onFrame = (callback: () => void) => void waiting.push(callback)
  const replay = new Replay(new RunTape(toStart(live), events), { now: () => now, onFrame })
  const onEnd = vi.fn()
  const time = { subscribe: replay.subscribeToTime, read: () => 0 }
  render(<ReplayBar phase={{ name: 'open', runId, replay, time, hold: () => () => undefined }} onEnd={onEnd} />)
  return { replay, draw, onEnd, slider: screen.getByRole<HTMLInputElement>('slider', { name: 'Playback position' }) }
}
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }))

afterEach(cleanup)

test('plays, pauses, and plays again when it is over', () => {
  const { replay, draw, slider } = show()
  press('Play')
  draw(500)
  expect(slider.valueAsNumber).toBe(500)
  expect(slider.getAttribute('aria-valuetext')).toBe('0.5 seconds of 1.8 seconds, Searching')
  press('Pause')
  draw(500)
  expect(slider.valueAsNumber).toBe(500)
  act(() => replay.seek(replay.tape.duration))
  expect(slider.getAttribute('aria-valuetext')).toBe('1.8 seconds of 1.8 seconds, ended')
  press('Play again')
  expect(slider.valueAsNumber).toBe(0)
})

test('goes to where it is dragged, and on from there when it is let go of', () => {
  const { replay, slider } = show()
  press('Play')
  fireEvent.pointerDown(slider)
  expect(replay.getState().isPlaying).toBe(false)
  fireEvent.change(slider, { target: { value: '900' } })
  expect(replay.getTime()).toBe(900)
  fireEvent.pointerUp(slider)
  expect(replay.getState().isPlaying).toBe(true)
  press('Pause')
  fireEvent.pointerDown(slider)
  fireEvent.pointerUp(slider)
  expect(replay.getState().isPlaying).toBe(false)
})

test('dragged to the end while it plays, it rests there when it is let go of', () => {
  const { replay, slider } = show()
  press('Play')
  fireEvent.pointerDown(slider)
  fireEvent.change(slider, { target: { value: String(replay.tape.duration) } })
  fireEvent.pointerUp(slider)
  expect(replay.getState()).toMatchObject({ isPlaying: false, isOver: true })
  expect(slider.valueAsNumber).toBe(replay.tape.duration)
})

test('goes by a step of the clock at least when an arrow is pressed', () => {
  const { slider } = show()
  fireEvent.keyDown(slider, { key: 'ArrowRight' })
  fireEvent.keyDown(slider, { key: 'ArrowUp' })
  expect(slider.valueAsNumber).toBe(200)
  fireEvent.keyDown(slider, { key: 'ArrowLeft' })
  expect(slider.valueAsNumber).toBe(100)
})

test('has three speeds', () => {
  const { replay } = show()
  expect(screen.getByRole<HTMLInputElement>('radio', { name: '1×' }).checked).toBe(true)
  fireEvent.click(screen.getByRole('radio', { name: '4×' }))
  expect(replay.getState().speed).toBe(4)
})

test('is left by a button that says what it does', () => {
  const { replay, onEnd } = show()
  act(() => replay.seek(replay.tape.duration))
  press('Close')
  expect(onEnd).toHaveBeenCalledOnce()
  act(() => replay.seek(0))
  press('Skip')
  expect(onEnd).toHaveBeenCalledTimes(2)
})

test('says that no tool is called, and takes the focus where it was lost', () => {
  show()
  expect(screen.getByRole('status').textContent).toBe('Replaying a recorded run. No tools are called.')
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Play' }))
})

test('says what it waits for, and what went wrong', () => {
  const onEnd = vi.fn()
  const { rerender } = render(<ReplayBar phase={{ name: 'reading', runId }} onEnd={onEnd} />)
  press('Cancel')
  rerender(<ReplayBar phase={{ name: 'failed', runId, message: 'Its events are no longer stored.' }} onEnd={onEnd} />)
  expect(screen.getByRole('alert').textContent).toBe('This run cannot be replayed. Its events are no longer stored.')
  press('Dismiss')
  expect(onEnd).toHaveBeenCalledTimes(2)
})
