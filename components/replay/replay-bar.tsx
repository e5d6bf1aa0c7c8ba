import '@/app/styles/thread.css'
import '@/app/styles/details.css'
import { Pause, Play, X } from 'lucide-react'
import { type CSSProperties, type KeyboardEvent, useEffect, useMemo, useRef, useSyncExternalStore } from 'react'
import { Button, IconButton } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { CodeText } from '@/components/ui/status'
import { type Replay, type ReplaySpeed, replaySpeeds } from '@/lib/client/replay/replay'
import { formatDuration, formatSpokenTime } from '@/lib/run-view/format-run'
import { formatLive } from '@/lib/run-view/format-step'
import { isEnded } from '@/lib/run-view/state'
import { toTimeline } from '@/lib/run-view/timeline'
import type { ReplayPhase } from './use-replay'

export type ReplayBarProps = { phase: ReplayPhase; onEnd(): void }

/** The content of the replay bar: play and pause, the position, the speed, and a button that ends the replay. */
export const ReplayBar = ({ phase, onEnd }: ReplayBarProps) => {
  switch (phase.name) {
    case 'reading':
      return (
        <>
          <p role="status">Loading the run…</p>
          <Button onClick={onEnd}>Cancel</Button>
        </>
      )
    case 'failed':
      return (
        <>
          <p role="alert" className="wrap-anywhere">
            This run cannot be replayed. <CodeText text={phase.message} />
          </p>
          <IconButton label="Dismiss" onClick={onEnd}>
            <X size={14} aria-hidden />
          </IconButton>
        </>
      )
    case 'open':
      return <Controls replay={phase.replay} onEnd={onEnd} />
  }
}

const Controls = ({ replay, onEnd }: { replay: Replay; onEnd(): void }) => {
  const { isPlaying, isOver, speed } = useSyncExternalStore(replay.subscribe, replay.getState, replay.getState)
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    // The button that started the replay may be gone, and the focus with it.
    if (document.activeElement === document.body) button.current?.focus()
  }, [])
  return (
    <>
      <IconButton
        ref={button}
        label={isPlaying ? 'Pause' : isOver ? 'Play again' : 'Play'}
        onClick={isPlaying ? replay.pause : replay.play}
      >
        {isPlaying ? <Pause size={16} aria-hidden /> : <Play size={16} aria-hidden />}
      </IconButton>
      <Position replay={replay} />
      <Speeds speed={speed} onSpeed={replay.setSpeed} />
      <Button className="ml-auto min-w-14.5 coarse:min-w-10" onClick={onEnd}>
        {isOver ? 'Close' : 'Skip'}
      </Button>
      <p role="status" className="sr-only">
        {isOver ? 'Replay ended.' : 'Replaying a recorded run. No tools are called.'}
      </p>
    </>
  )
}

/** An arrow key moves at least this far: one tick of the clock. */
const leastStepMs = 100

/** The slider with the position in the run, and the time played. */
const Position = ({ replay }: { replay: Replay }) => {
  const at = useSyncExternalStore(replay.subscribeToTime, replay.getTime, replay.getTime)
  /** It was playing when the drag began, so it plays on at the end. */
  const resumes = useRef(false)
  const { duration } = replay.tape
  const onRelease = () => {
    if (resumes.current && !replay.getState().isOver) replay.play()
    resumes.current = false
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const direction = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key]
    if (direction === undefined) return
    event.preventDefault()
    replay.seek(at + direction * Math.max(leastStepMs, duration / 50))
  }
  return (
    <>
      <span className="relative flex h-8 flex-[1_1_9em] items-center coarse:h-10">
        <Marks replay={replay} />
        <input
          type="range"
          className="slider relative h-full w-full touch-none"
          aria-label="Playback position"
          aria-valuetext={formatPosition(replay, at)}
          min={0}
          max={duration}
          step="any"
          value={at}
          style={{ '--at': duration === 0 ? 1 : at / duration } as CSSProperties}
          onChange={(event) => replay.seek(event.currentTarget.valueAsNumber)}
          onKeyDown={onKeyDown}
          onPointerDown={() => {
            resumes.current ||= replay.getState().isPlaying
            replay.pause()
          }}
          onPointerUp={onRelease}
          onPointerCancel={onRelease}
        />
      </span>
      <span className="min-w-[13ch] whitespace-nowrap text-right text-ink-2 tabular-nums" aria-hidden>
        {formatDuration(at)} / {formatDuration(duration)}
      </span>
    </>
  )
}

/** What a screen reader says of the position, such as "3.2 seconds of 6.8 seconds, Searching the web". */
const formatPosition = (replay: Replay, at: number): string => {
  const { run } = replay.getState()
  return `${formatSpokenTime(at)} of ${formatSpokenTime(replay.tape.duration)}, ${isEnded(run) ? 'ended' : formatLive(run)}`
}

/** More marks than this would run into one line. */
const maxMarks = 60

/** Marks under the slider: when tools ran and when the answer was written. */
const Marks = ({ replay: { tape } }: { replay: Replay }) => {
  const marks = useMemo(() => {
    const rows = toTimeline(tape.viewAt(tape.duration), tape.startedAt + tape.duration).rows
    return rows.filter(({ kind, before }) => (kind === 'call' || kind === 'answer') && !before).slice(0, maxMarks)
  }, [tape])
  return (
    <span className="pointer-events-none absolute inset-x-1.75 bottom-0.75 h-0.75" aria-hidden>
      {marks.map(({ id, kind, from, to }) => (
        <i
          key={id}
          className={cn(
            'absolute bottom-0 h-0.75 min-w-0.75 rounded-[1.5px] forced-colors:bg-[CanvasText]',
            kind === 'answer' ? 'bg-ink-2' : 'bg-control',
          )}
          style={{ left: percent(from / tape.duration), width: percent((to - from) / tape.duration) }}
        />
      ))}
    </span>
  )
}

const Speeds = ({ speed, onSpeed }: { speed: ReplaySpeed; onSpeed(speed: ReplaySpeed): void }) => (
  <fieldset className="flex min-w-0 rounded-sm bg-fill p-0.5">
    <legend className="sr-only" data-slot="visually-hidden">
      Speed
    </legend>
    {replaySpeeds.map((one) => (
      <label
        key={one}
        className={cn(
          'relative grid min-h-7 min-w-7.5 cursor-pointer place-items-center rounded-[6px] px-1.25 text-ink-2 tabular-nums coarse:min-h-10 coarse:min-w-10',
          'has-checked:bg-surface has-checked:font-medium has-checked:text-ink has-checked:ring-1 has-checked:ring-line-2',
          'has-focus-visible:outline-2 has-focus-visible:outline-accent has-focus-visible:outline-offset-1',
          'forced-colors:has-checked:outline-2 forced-colors:has-checked:outline-[Highlight]',
        )}
      >
        <input
          type="radio"
          name="replay-speed"
          className="absolute inset-0 cursor-pointer opacity-0"
          checked={one === speed}
          onChange={() => onSpeed(one)}
        />
        {one}×
      </label>
    ))}
  </fieldset>
)

const percent = (share: number): string => `${Number.isFinite(share) ? Math.round(share * 10_000) / 100 : 0}%`
