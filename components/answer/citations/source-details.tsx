import { ArrowUpRight } from 'lucide-react'
import { domainOf } from '@/components/ui/domain'
import { Favicon } from '@/components/ui/favicon'
import { toSourceHref } from '@/components/ui/safe-url'
import type { Source } from '@/lib/protocol/event'
import { bestSentence } from './best-sentence'

/** What a source says: where it is from, and its passage with the part marked that the answer's sentence rests on. */
export const SourceDetails = ({ source, cited }: { source: Source; cited: string }) => {
  const span = bestSentence(source.passage, cited)
  return (
    <>
      <span className="source-domain">
        <Favicon url={source.url} />
        <span>{domainOf(source.url)}</span>
      </span>
      <b dir="auto">{source.title}</b>
      <q dir="auto">
        {span ? (
          <>
            {shortenStart(source.passage.slice(0, span.start))}
            <mark>{source.passage.slice(span.start, span.end)}</mark>
            {source.passage.slice(span.end)}
          </>
        ) : (
          source.passage
        )}
      </q>
      <a className="source-open" href={toSourceHref(source.url)} target="_blank" rel="noopener noreferrer nofollow">
        Open page <ArrowUpRight size={14} aria-hidden="true" />
      </a>
    </>
  )
}

/** The marked sentence is what is looked for, so a long way to it is cut. */
const shortenStart = (text: string): string => (text.length > 160 ? `…${text.slice(-120).replace(/^\S*/, '')}` : text)
