import { Download, ListFilter } from 'lucide-react'
import { useContext, useDeferredValue, useMemo, useState } from 'react'
import { ReadEventsContext } from '@/components/context/thread-context'
import { PartHead, ScrollingOutput } from '@/components/run/step-part'
import { Button } from '@/components/ui/button'
import { CopyButton } from '@/components/ui/copy-button'
import { saveFile } from '@/components/ui/save-file'
import type { RunEvents } from '@/lib/client/api/use-run-events'
import { withKeptParents } from '@/lib/client/api/with-kept-parents'
import type { NumberedEvent, RunId, Seq } from '@/lib/protocol/event'
import { formatCount } from '@/lib/run-view/format-run'
import { toJsonLines } from '@/lib/run-view/saved-run'
import type { RunView } from '@/lib/run-view/state'
import { EventList } from './event-list'

type Props = RunEvents & { run: RunView; filter: string; onFilter(filter: string): void }

/** The events of a run: a list that can be filtered, the selected one in full, and all of them as a file. */
export const EventsTab = ({ run, events, state, filter, onFilter }: Props) => {
  const [selectedSeq, setSelectedSeq] = useState<Seq>()
  const wanted = useDeferredValue(filter)
  const shown = useMemo(() => filterEvents(events, wanted), [events, wanted])
  const { onSave, hasFailed } = useSaving(run.runId, events)
  const selected = shown.find(({ seq }) => seq === selectedSeq)
  return (
    <>
      <div className="flex flex-none gap-2">
        <label className="relative min-w-0 flex-1">
          <ListFilter
            size={14}
            aria-hidden="true"
            className="pointer-events-none absolute top-[calc(50%-7px)] left-2.5 text-ink-3"
          />
          <input
            type="text"
            value={filter}
            placeholder="Filter events"
            aria-label="Filter events"
            autoComplete="off"
            spellCheck={false}
            className="min-h-8 w-full rounded-sm border border-control bg-surface pr-2.5 pl-7.75 text-sm placeholder:text-ink-3 focus-visible:outline-offset-2 coarse:min-h-10 coarse:text-lg"
            onChange={(event) => onFilter(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Escape' || filter === '') return
              event.preventDefault()
              onFilter('')
            }}
          />
        </label>
        <Button aria-disabled={events.length === 0 || undefined} onClick={() => events.length > 0 && onSave()}>
          <Download aria-hidden />
          Download
        </Button>
      </div>
      <p className="flex-none px-0.5 pt-2 pb-1.5 text-ink-3 text-xs tabular-nums" data-slot="event-count" role="status">
        {hasFailed ? notSaved : toCountWords(state, shown.length, events.length)}
      </p>
      {shown.length > 0 && (
        <EventList events={shown} startedAt={run.startedAt} selectedSeq={selectedSeq} onSelect={setSelectedSeq} />
      )}
      {selected && (
        <section className="flex min-h-0 flex-initial flex-col pt-2" aria-label={`Event ${selected.seq}`}>
          <PartHead
            label={`${selected.seq}. ${selected.type}`}
            actions={<CopyButton text={JSON.stringify(selected)} of="event" />}
          />
          <ScrollingOutput aria-label="Event as JSON" className="min-h-18">
            {JSON.stringify(selected, null, 2).slice(0, maxChars)}
          </ScrollingOutput>
        </section>
      )}
    </>
  )
}

/**
 * Saves the run as a file that stands alone: its events after those of the runs that it goes on from, read from where its own came
 * from.
 */
const useSaving = (runId: RunId, events: readonly NumberedEvent[]): { onSave(): void; hasFailed: boolean } => {
  const read = useContext(ReadEventsContext)
  const [hasFailed, setHasFailed] = useState(false)
  const save = async () => {
    const signal = AbortSignal.timeout(60_000)
    const saved = await withKeptParents(events, (of) => read({ runId: of, after: 0, signal }))
    saveFile(`run-${runId}.jsonl`, 'application/jsonl', toJsonLines(saved))
  }
  const onSave = () => {
    setHasFailed(false)
    save().catch(() => setHasFailed(true))
  }
  return { onSave, hasFailed }
}

const notSaved = 'The earlier steps of this run could not be loaded. Try again in a moment.'

/** A result may be megabytes long: more characters than this are only in what is copied and downloaded. */
const maxChars = 20_000

const toCountWords = (state: RunEvents['state'], shown: number, all: number): string => {
  if (state === 'failed') return 'Events could not be loaded. Trying again…'
  if (state === 'reading') return 'Loading events…'
  const count = (number: number) => formatCount(number, ['event', 'events'])
  return shown === all ? count(all) : `${shown.toLocaleString('en-GB')} of ${count(all)}`
}

/** Each event as lower-case JSON, made once however often the filter changes. */
const texts = new WeakMap<NumberedEvent, string>()

const textOf = (event: NumberedEvent): string => {
  const known = texts.get(event)
  if (known !== undefined) return known
  const text = JSON.stringify(event).toLowerCase()
  texts.set(event, text)
  return text
}

/** The events whose JSON contains every word of the filter, in any case. */
export const filterEvents = (events: readonly NumberedEvent[], filter: string): readonly NumberedEvent[] => {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean)
  return words.length === 0 ? events : events.filter((event) => words.every((word) => textOf(event).includes(word)))
}
