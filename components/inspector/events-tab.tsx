import { Download, ListFilter } from 'lucide-react'
import { useDeferredValue, useMemo, useState } from 'react'
import { PartHead, ScrollingOutput } from '@/components/run/step-part'
import { Button } from '@/components/ui/button'
import { CopyButton } from '@/components/ui/copy-button'
import { saveFile } from '@/components/ui/save-file'
import type { RunEvents } from '@/lib/client/api/use-run-events'
import type { NumberedEvent, Seq } from '@/lib/protocol/event'
import type { RunView } from '@/lib/run-view/run-view'
import { toJsonLines } from './event-line'
import { EventList } from './event-list'

type Props = RunEvents & { run: RunView; filter: string; onFilter(filter: string): void }

/** The run as it was written: each event with its time, those with given words, one of them in full, all as a file. */
export const EventsTab = ({ run, events, state, filter, onFilter }: Props) => {
  const [chosenSeq, setChosenSeq] = useState<Seq>()
  const wanted = useDeferredValue(filter)
  const shown = useMemo(() => filterEvents(events, wanted), [events, wanted])
  const chosen = shown.find(({ seq }) => seq === chosenSeq)
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
        <Button
          aria-disabled={events.length === 0 || undefined}
          onClick={() => events.length > 0 && saveFile(`run-${run.runId}.jsonl`, 'application/jsonl', toJsonLines(events))}
        >
          <Download aria-hidden />
          Download
        </Button>
      </div>
      <p className="flex-none px-0.5 pt-2 pb-1.5 text-ink-3 text-xs tabular-nums" data-slot="event-count" role="status">
        {toCountWords(state, shown.length, events.length)}
      </p>
      {shown.length > 0 && <EventList events={shown} startedAt={run.startedAt} chosenSeq={chosenSeq} onChoose={setChosenSeq} />}
      {chosen && (
        <section className="flex min-h-0 flex-initial flex-col pt-2" aria-label={`Event ${chosen.seq}`}>
          <PartHead label={`${chosen.seq}. ${chosen.type}`} actions={<CopyButton text={JSON.stringify(chosen)} of="event" />} />
          <ScrollingOutput aria-label="Event as JSON" className="min-h-18">
            {JSON.stringify(chosen, null, 2).slice(0, maxChars)}
          </ScrollingOutput>
        </section>
      )}
    </>
  )
}

/** A result may have megabytes; the whole of it is in the copy and in the file. */
const maxChars = 20_000

const toCountWords = (state: RunEvents['state'], shown: number, all: number): string => {
  if (state === 'failed') return 'The events could not be read. Trying again.'
  if (state === 'reading') return 'Reading the events.'
  const count = (number: number) => `${number.toLocaleString('en-GB')} ${number === 1 ? 'event' : 'events'}`
  return shown === all ? count(all) : `${shown.toLocaleString('en-GB')} of ${count(all)}`
}

/** An event is written as JSON once, however often it is looked through. */
const texts = new WeakMap<NumberedEvent, string>()

const textOf = (event: NumberedEvent): string => {
  const known = texts.get(event)
  if (known !== undefined) return known
  const text = JSON.stringify(event).toLowerCase()
  texts.set(event, text)
  return text
}

/** The events in whose JSON all of these words stand, in any case. */
export const filterEvents = (events: readonly NumberedEvent[], filter: string): readonly NumberedEvent[] => {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean)
  return words.length === 0 ? events : events.filter((event) => words.every((word) => textOf(event).includes(word)))
}
