'use client'

import { useRef, useState } from 'react'
import type { Answer as AnswerText } from '@/lib/view/run-view'
import { BlockStream } from './block-stream'
import { Citation } from './citation'
import { AnswerBlock } from './render-block'
import { useReveal } from './use-reveal'

/** The answer as it is written: Markdown in blocks, of which only the last is drawn again as words arrive. */
export const Answer = ({ answer }: { answer: AnswerText }) => {
  const isWriting = answer.state === 'writing'
  const text = useReveal(answer.text, isWriting)
  const [stream] = useState(() => new BlockStream())
  const mountedText = useRef(answer.text).current
  const blocks = stream.read(text, isWriting)
  const tail = isWriting ? (text === mountedText ? STILL : FADING) : AT_REST
  return (
    <div className="answer" aria-busy={isWriting}>
      {blocks.map(({ at, token }, i) => (
        <AnswerBlock key={at} token={token} drawing={i === blocks.length - 1 ? tail : AT_REST} />
      ))}
      {isWriting && blocks.length === 0 && <p className="growing" />}
    </div>
  )
}

const citation = (n: number, key: number, spaced: boolean) => <Citation key={key} n={n} spaced={spaced} />
const AT_REST = { citation, depth: 0 }
const STILL = { ...AT_REST, tail: { fade: false } }
const FADING = { ...AT_REST, tail: { fade: true } }
