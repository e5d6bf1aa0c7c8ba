import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Replay, replaySpeeds } from '@/lib/client/replay/replay'
import type { Ms, RunId, ThreadId } from '@/lib/protocol/event'
import { reduceRun } from '@/lib/run-view/reduce/reduce-run'
import { RunTape, toStart } from '@/lib/run-view/run-tape'
import { emptyRun } from '@/lib/run-view/state'
import { arbitraryRun } from '@/tests/support/arbitrary-run'
import { readFixture } from '@/tests/support/fixtures'

/** A screen whose pictures come when the test says so, and how much later. */
const createScreen = () => {
  let now = 1_000
  let waiting: (() => void)[] = []
  return {
    options: { now: () => now, onFrame: (callback: () => void) => void waiting.push(callback) },
    isWaitedFor: () => waiting.length > 0,
    draw(after: Ms) {
      now += after
      const due = waiting
      waiting = []
      for (const callback of due) callback()
    },
  }
}

const replayOf = (events = readFixture('sums-in-order')) => {
  const live = events.reduce(reduceRun, emptyRun('run' as RunId, 'thread' as ThreadId, 0, { id: 'demo', label: 'Demo model' }))
  const screen = createScreen()
  const replay = new Replay(new RunTape(toStart(live), events), screen.options)
  return { live, screen, replay }
}

describe('a replay', () => {
  test('begins at the beginning, at rest', () => {
    const { replay, screen } = replayOf()
    expect(replay.getTime()).toBe(0)
    expect(replay.getState()).toMatchObject({ isPlaying: false, isOver: false, speed: 1, run: { lastSeq: 1, steps: [] } })
    expect(screen.isWaitedFor()).toBe(false)
  })

  test.each(replaySpeeds)('goes by the clock of the run, %d times as fast', (speed) => {
    const { replay, screen } = replayOf()
    replay.setSpeed(speed)
    replay.play()
    screen.draw(40)
    screen.draw(60)
    expect(replay.getTime()).toBe(100 * speed)
  })

  test('rests where it was paused, and goes on from there', () => {
    const { replay, screen } = replayOf()
    replay.play()
    screen.draw(100)
    replay.pause()
    screen.draw(500)
    expect(replay.getTime()).toBe(100)
    replay.play()
    screen.draw(50)
    expect(replay.getTime()).toBe(150)
  })

  test('paused and played again within a picture, it does not go twice as fast', () => {
    const { replay, screen } = replayOf()
    replay.play()
    replay.pause()
    replay.play()
    screen.draw(50)
    screen.draw(50)
    expect(replay.getTime()).toBe(100)
  })

  test('a machine that slept does not make it jump', () => {
    const { replay, screen } = replayOf()
    replay.play()
    screen.draw(3_600_000)
    expect(replay.getTime()).toBe(1_000)
  })

  test('taken to its end while it plays, it rests, and stays at rest where it is taken then', () => {
    const { replay, screen } = replayOf()
    replay.play()
    replay.seek(replay.tape.duration)
    expect(replay.getState()).toMatchObject({ isPlaying: false, isOver: true })
    replay.seek(0)
    screen.draw(100)
    expect(replay.getTime()).toBe(0)
  })

  test('plays from the beginning when it is over', () => {
    const { replay } = replayOf()
    replay.seek(Number.POSITIVE_INFINITY)
    expect(replay.getState().isOver).toBe(true)
    replay.play()
    expect(replay.getTime()).toBe(0)
    expect(replay.getState()).toMatchObject({ isPlaying: true, isOver: false })
  })

  test('what is jumped to does not animate in, what is played does', () => {
    const { replay, screen, live } = replayOf()
    replay.seek(replay.tape.duration / 2)
    const { run, restoredSeq } = replay.getState()
    expect(restoredSeq).toBe(run.lastSeq)
    replay.setSpeed(4)
    replay.play()
    while (screen.isWaitedFor()) screen.draw(100)
    expect(replay.getState().run.lastSeq).toBe(live.lastSeq)
    expect(replay.getState().restoredSeq).toBe(restoredSeq)
  })

  test('tells of its state only when that changes, and of its time with each picture', () => {
    const { replay, screen } = replayOf()
    let [states, times] = [0, 0]
    replay.subscribe(() => (states += 1))
    const leave = replay.subscribeToTime(() => (times += 1))
    replay.play()
    expect(states).toBe(1)
    screen.draw(0)
    expect([states, times]).toEqual([1, 1])
    leave()
    screen.draw(0)
    expect(times).toBe(1)
  })

  test('law: at any speed, paused and dragged to anywhere, it ends in the view that a live reader had', () => {
    const press = fc.oneof(
      fc.record({ seek: fc.nat({ max: 30_000 }) }),
      fc.record({ speed: fc.constantFrom(...replaySpeeds) }),
      fc.constantFrom<'play' | 'pause'>('play', 'pause'),
      fc.record({ draw: fc.nat({ max: 2_000 }) }),
    )
    fc.assert(
      fc.property(arbitraryRun(), fc.array(press, { maxLength: 20 }), (events, presses) => {
        const { replay, screen, live } = replayOf(events)
        for (const one of presses) {
          if (one === 'play') replay.play()
          else if (one === 'pause') replay.pause()
          else if ('seek' in one) replay.seek(one.seek)
          else if ('speed' in one) replay.setSpeed(one.speed)
          else screen.draw(one.draw)
        }
        if (!replay.getState().isOver) replay.play()
        while (screen.isWaitedFor()) screen.draw(250)
        expect(replay.getState()).toMatchObject({ isPlaying: false, isOver: true })
        expect(replay.getState().run).toEqual(live)
        expect(replay.getTime()).toBe(replay.tape.duration)
      }),
    )
  })
})
