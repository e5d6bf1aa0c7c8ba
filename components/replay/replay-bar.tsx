import { Pause, Play, X } from 'lucide-react'
import { type CSSProperties, type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef, useSyncExternalStore } from 'react'
import { CodeWords } from '@/components/ui/code-text'
import { toSpokenClock } from '@/components/ui/format-spoken-time'
import { type Replay, type ReplaySpeed, replaySpeeds } from '@/lib/client/replay/replay'
import { toClock } from '@/lib/run-view/format-run'
import { toLiveWords } from '@/lib/run-view/format-step'
import { isEnded } from '@/lib/run-view/run-view'
import { toTimeline } from '@/lib/run-view/timeline'
import type { ReplayPhase } from './use-replay'

export type ReplayBarProps = { phase: ReplayPhase; onEnd(): void }

/** What a replay is worked with: play and pause, the moment, the speed, and the way out. */
export const ReplayBar = ({ phase, onEnd }: ReplayBarProps) => {
  switch (phase.name) {
    case 'reading':
      return (
        <Frame>
          <p role="status">Reading the run.</p>
          <button type="button" className="btn" onClick={onEnd}>
            Cancel
          </button>
        </Frame>
      )
    case 'failed':
      return (
        <Frame>
          <p role="alert">
            This run cannot be replayed now. <CodeWords text={phase.message} />
          </p>
          <button type="button" className="ib" aria-label="Dismiss" onClick={onEnd}>
            <X size={14} aria-hidden />
          </button>
        </Frame>
      )
    case 'open':
      return (
        <Frame isOpen>
          <Controls replay={phase.replay} onEnd={onEnd} />
        </Frame>
      )
  }
}

const Frame = ({ isOpen, children }: { isOpen?: boolean; children: ReactNode }) => (
  // biome-ignore lint/a11y/useSemanticElements: a fieldset is for form controls
  <div className="replay-bar" role="group" aria-label="Replay" data-open={isOpen || undefined}>
    {children}
  </div>
)

const Controls = ({ replay, onEnd }: { replay: Replay; onEnd(): void }) => {
  const { isPlaying, isOver, speed } = useSyncExternalStore(replay.subscribe, replay.getState, replay.getState)
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    // The button that started it has gone with the end of the run.
    if (document.activeElement === document.body) button.current?.focus()
  }, [])
  return (
    <>
      <button
        ref={button}
        type="button"
        className="ib"
        aria-label={isPlaying ? 'Pause' : isOver ? 'Play again' : 'Play'}
        onClick={isPlaying ? replay.pause : replay.play}
      >
        {isPlaying ? <Pause size={16} aria-hidden /> : <Play size={16} aria-hidden />}
      </button>
      <Moment replay={replay} />
      <Speeds speed={speed} onSpeed={replay.setSpeed} />
      <button type="button" className="btn" onClick={onEnd}>
        {isOver ? 'Close' : 'Skip'}
      </button>
      <p role="status" className="sr-only">
        {isOver ? 'The replay has ended.' : 'A replay of what was recorded. No tool is called.'}
      </p>
    </>
  )
}

/** How far an arrow key goes at least: a step of the clock. */
const leastStepMs = 100

/** Where in the run it is; dragged, the run is shown as it was there. */
const Moment = ({ replay }: { replay: Replay }) => {
  const at = useSyncExternalStore(replay.subscribeToTime, replay.getTime, replay.getTime)
  /** It goes on when it is let go of. */
  const goesOn = useRef(false)
  const { duration } = replay.tape
  const letGo = () => {
    if (goesOn.current) replay.play()
    goesOn.current = false
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const direction = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key]
    if (direction === undefined) return
    event.preventDefault()
    replay.seek(at + direction * Math.max(leastStepMs, duration / 50))
  }
  return (
    <>
      <span className="replay-track">
        <Marks replay={replay} />
        <input
          type="range"
          aria-label="Moment of the run"
          aria-valuetext={toMomentWords(replay, at)}
          min={0}
          max={duration}
          step="any"
          value={at}
          style={{ '--at': duration === 0 ? 1 : at / duration } as CSSProperties}
          onChange={(event) => replay.seek(event.currentTarget.valueAsNumber)}
          onKeyDown={onKeyDown}
          onPointerDown={() => {
            goesOn.current ||= replay.getState().isPlaying
            replay.pause()
          }}
          onPointerUp={letGo}
          onPointerCancel={letGo}
        />
      </span>
      <span className="num replay-time" aria-hidden>
        {toClock(at)} / {toClock(duration)}
      </span>
    </>
  )
}

/** "3.2 seconds of 6.8 seconds, Searching the web" */
const toMomentWords = (replay: Replay, at: number): string => {
  const { run } = replay.getState()
  return `${toSpokenClock(at)} of ${toSpokenClock(replay.tape.duration)}, ${isEnded(run) ? 'ended' : toLiveWords(run)}`
}

/** More would be one line. */
const maxMarks = 60

/** When a tool was called and when the answer began, so that one knows where to go. */
const Marks = ({ replay: { tape } }: { replay: Replay }) => {
  const marks = useMemo(() => {
    const rows = toTimeline(tape.viewAt(tape.duration), tape.startedAt + tape.duration).rows
    return rows.filter(({ kind, before }) => (kind === 'call' || kind === 'answer') && !before).slice(0, maxMarks)
  }, [tape])
  return (
    <span className="replay-marks" aria-hidden>
      {marks.map(({ id, kind, from, to }) => (
        <i
          key={id}
          data-kind={kind}
          style={{ left: percent(from / tape.duration), width: percent((to - from) / tape.duration) }}
        />
      ))}
    </span>
  )
}

const Speeds = ({ speed, onSpeed }: { speed: ReplaySpeed; onSpeed(speed: ReplaySpeed): void }) => (
  <fieldset className="replay-speeds">
    <legend className="sr-only" data-slot="visually-hidden">
      Speed
    </legend>
    {replaySpeeds.map((one) => (
      <label key={one}>
        <input type="radio" name="replay-speed" checked={one === speed} onChange={() => onSpeed(one)} />
        <span className="num">{one}×</span>
      </label>
    ))}
  </fieldset>
)

const percent = (share: number): string => `${Number.isFinite(share) ? Math.round(share * 10_000) / 100 : 0}%`
