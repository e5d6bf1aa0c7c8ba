'use client'

import { memo, useContext, useEffect, useId, useMemo, useRef, useState } from 'react'
import { Citations } from '@/components/answer/citations/citation'
import { CitationContext } from '@/components/answer/citations/citation-scope'
import { Footnotes } from '@/components/answer/markdown/markdown'
import { type Readable, watchCopies } from '@/components/answer/markdown/readable'
import { AnswerBlock } from '@/components/answer/markdown/render-block'
import type { Drawing } from '@/components/answer/markdown/render-inline'
import { ErrorBoundary } from '@/components/ui/error-boundary'
import { toSourceList } from '@/lib/markdown/answer-markdown'
import { BlockStream } from '@/lib/markdown/block-stream'
import { isDefinition, type MarkdownBlock, type References, withoutSourceNotes } from '@/lib/markdown/tokens'
import type { Source } from '@/lib/protocol/event'
import type { Answer } from '@/lib/run-view/state'
import { toSourceListHtml } from './copy-answer'
import { useReveal } from './use-reveal'

/**
 * The answer as Markdown in blocks. While it streams in only the last block renders again; a block that throws shows its Markdown.
 * `isCut`: the run ended before the answer was complete.
 */
export const FormattedAnswer = ({ answer, isCut }: { answer: Answer; isCut: boolean }) => {
  const isWriting = answer.state === 'writing' && !isCut
  const text = useReveal(answer.text, isWriting)
  const id = useId()
  const [stream] = useState(() => new BlockStream(id))
  const [mounted] = useState({ text, isLive: isWriting })
  const blocks = stream.read(text, isWriting ? 'writing' : isCut ? 'cut' : 'whole')
  const sources = useContext(CitationContext)?.sources
  const root = useRef<HTMLDivElement>(null)
  useEffect(
    () => (root.current ? watchCopies(root.current, (numbers) => toCitedList(numbers, sources ?? [])) : undefined),
    [sources],
  )
  const references = useMemo(
    () => withoutSourceNotes(stream.references, sources ?? [], isWriting),
    [stream.references, sources, isWriting],
  )
  const drawings = useDrawings(references, mounted.isLive)
  const tail = isWriting ? (text === mounted.text ? drawings.still : drawings.fading) : drawings.atRest
  const chunks = toChunks(blocks.filter((block) => !isDefinition(block)))
  return (
    <div ref={root} data-slot="answer" data-live={mounted.isLive || undefined} aria-busy={isWriting}>
      {chunks.map((chunk, i) => (
        <Chunk
          key={chunk[0]?.at}
          blocks={chunk}
          tail={i === chunks.length - 1 ? tail : drawings.atRest}
          atRest={drawings.atRest}
        />
      ))}
      {isWriting && blocks.length === 0 && <p data-growing />}
      <Footnotes drawing={drawings.atRest} />
    </div>
  )
}

const toCitedList = (numbers: ReadonlySet<number>, sources: Source[]): Readable | undefined => {
  const cited = sources.filter(({ n }) => numbers.has(n))
  if (cited.length === 0) return undefined
  return { text: toSourceList(cited, location.origin), html: toSourceListHtml(cited, location.origin) }
}

type ChunkProps = { blocks: MarkdownBlock[]; tail: Drawing; atRest: Drawing }

/** Sixteen blocks of the answer. In a frame of a long answer React compares chunks instead of all blocks. */
const Chunk = memo(
  ({ blocks, tail, atRest }: ChunkProps) =>
    blocks.map(({ at, token }, i) => <BoundedBlock key={at} token={token} drawing={i === blocks.length - 1 ? tail : atRest} />),
  (a, b) =>
    a.tail === b.tail &&
    a.atRest === b.atRest &&
    a.blocks.length === b.blocks.length &&
    a.blocks.every(({ token }, i) => token === b.blocks[i]?.token),
)
const chunkSize = 16

/** One block; when it throws, its Markdown is shown. A finished block keeps its token and does not render again. */
const BoundedBlock = memo(({ token, drawing }: { token: MarkdownBlock['token']; drawing: Drawing }) => (
  <ErrorBoundary of={token} fallback={<p className="whitespace-pre-wrap">{token.raw}</p>}>
    <AnswerBlock token={token} drawing={drawing} />
  </ErrorBoundary>
))

const toChunks = (blocks: MarkdownBlock[]): MarkdownBlock[][] => {
  const chunks: MarkdownBlock[][] = []
  for (let i = 0; i < blocks.length; i += chunkSize) chunks.push(blocks.slice(i, i + chunkSize))
  return chunks
}

/** The three render modes of an answer. The objects stay the same until its references change, so that finished blocks do not render again. */
const useDrawings = (references: References, isLive: boolean) =>
  useMemo(() => {
    const atRest: Drawing = { citations, references, isLive, depth: 0 }
    return { atRest, still: { ...atRest, tail: { fade: false } }, fading: { ...atRest, tail: { fade: true } } }
  }, [references, isLive])

const citations: Drawing['citations'] = (marks, key, references) => <Citations key={key} marks={marks} references={references} />
