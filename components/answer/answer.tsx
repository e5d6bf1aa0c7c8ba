'use client'

import { memo, useState } from 'react'
import type { Answer as AnswerText } from '@/lib/view/run-view'
import { type Block, BlockStream } from './block-stream'
import { Citation } from './citation'
import { AnswerBlock } from './render-block'
import type { Drawing } from './render-inline'
import { useReveal } from './use-reveal'

/** The answer as it is written: Markdown in blocks, of which only the last is drawn again as words arrive. */
export const Answer = ({ answer }: { answer: AnswerText }) => {
  const isWriting = answer.state === 'writing'
  const text = useReveal(answer.text, isWriting)
  const [stream] = useState(() => new BlockStream())
  const [mountedText] = useState(text)
  const blocks = stream.read(text, isWriting)
  const tail = isWriting ? (text === mountedText ? STILL : FADING) : AT_REST
  const chunks = toChunks(blocks)
  return (
    <div className="answer" aria-busy={isWriting}>
      {chunks.map((chunk, i) => (
        <Chunk key={chunk[0]?.at} blocks={chunk} tail={i === chunks.length - 1 ? tail : AT_REST} />
      ))}
      {isWriting && blocks.length === 0 && <p className="growing" />}
    </div>
  )
}

/** Sixteen blocks, so that a frame of a long answer asks React about its chunks instead of about every block. */
const Chunk = memo(
  ({ blocks, tail }: { blocks: Block[]; tail: Drawing }) =>
    blocks.map(({ at, token }, i) => <AnswerBlock key={at} token={token} drawing={i === blocks.length - 1 ? tail : AT_REST} />),
  (a, b) =>
    a.tail === b.tail && a.blocks.length === b.blocks.length && a.blocks.every(({ token }, i) => token === b.blocks[i]?.token),
)
const CHUNK = 16

const toChunks = (blocks: Block[]): Block[][] => {
  const chunks: Block[][] = []
  for (let i = 0; i < blocks.length; i += CHUNK) chunks.push(blocks.slice(i, i + CHUNK))
  return chunks
}

const citation = (n: number, key: number, spaced: boolean) => <Citation key={key} n={n} spaced={spaced} />
const AT_REST: Drawing = { citation, depth: 0 }
const STILL: Drawing = { ...AT_REST, tail: { fade: false } }
const FADING: Drawing = { ...AT_REST, tail: { fade: true } }
