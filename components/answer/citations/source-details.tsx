import { ArrowUpRight } from 'lucide-react'
import { cn } from '@/components/ui/cn'
import { toSourceHref } from '@/components/ui/safe-url'
import type { Source } from '@/lib/protocol/event'
import { formatDate } from '@/lib/run-view/format-run'
import { bestSentence } from './best-sentence'
import { SourceSite } from './source-site'

type Props = {
  source: Source
  /** The sentence of the answer that it is cited for. */
  cited: string
  /** Larger, for a finger, and with the whole of the passage. */
  isLarge?: boolean
}

/** What a source says: where it is from, and its passage with the part marked that the answer's sentence rests on. */
export const SourceDetails = ({ source, cited, isLarge = false }: Props) => {
  const span = bestSentence(source.passage, cited)
  return (
    <div className={cn('flex flex-col leading-normal', isLarge ? 'text-md' : 'text-sm')}>
      <SourceSite url={source.url}>
        {source.date && <time dateTime={source.date}>· {formatDate(Date.parse(source.date))}</time>}
      </SourceSite>
      <b dir="auto" className={cn('mt-1.5 mb-1 font-semibold leading-[1.4]', isLarge && 'text-lg')}>
        {source.title}
      </b>
      <q dir="auto" className={cn('text-ink-2 wrap-anywhere [quotes:none]', !isLarge && 'line-clamp-8')}>
        {span ? (
          <>
            {shortenStart(source.passage.slice(0, span.start))}
            <mark className="rounded-[2px] bg-accent/16 px-px text-inherit">{source.passage.slice(span.start, span.end)}</mark>
            {source.passage.slice(span.end)}
          </>
        ) : (
          source.passage
        )}
      </q>
      <a
        href={toSourceHref(source.url)}
        target="_blank"
        rel="noopener noreferrer nofollow"
        className={cn('mt-2.25 inline-flex items-center gap-1.25 self-start font-medium text-accent-ink', isLarge && 'min-h-10')}
      >
        Open page <ArrowUpRight size={14} aria-hidden="true" />
      </a>
    </div>
  )
}

/** The marked sentence is what is looked for, so a long way to it is cut. */
const shortenStart = (text: string): string => (text.length > 160 ? `…${text.slice(-120).replace(/^\S*/, '')}` : text)
