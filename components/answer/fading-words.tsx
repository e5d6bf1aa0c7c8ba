'use client'

import { useState } from 'react'

/** 150 ms of a fast answer, in words: the ones that may still be fading. */
const TAIL_WORDS = 12

/**
 * The text at the growing end. Only its newest words are elements of their own, each fading in once as it appears;
 * those before them are one text node again.
 */
export const FadingWords = ({ text, fade }: { text: string; fade: boolean }) => {
  const words = text.match(/\s*\S+\s*$|\s*\S+/g) ?? [text]
  const first = Math.max(0, words.length - TAIL_WORDS)
  return (
    <>
      {words.slice(0, first).join('')}
      {words.slice(first).map((word, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: words are only ever added at the end
        <Word key={first + i} text={word} fade={fade} />
      ))}
    </>
  )
}

/** Whether it fades is settled when it appears: words that were there when the answer was opened never do. */
const Word = ({ text, fade }: { text: string; fade: boolean }) => {
  const [isNew] = useState(fade)
  return <span className={isNew ? 'word' : undefined}>{text}</span>
}
