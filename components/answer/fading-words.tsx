'use client'

import { useState } from 'react'

/** 150 ms of a fast answer: only words in here may still be fading. */
const TAIL_WORDS = 12
const TAIL_CHARS = 160

/**
 * The text at the growing end. Only its newest words are elements of their own, each fading in once as it appears;
 * those before them are one text node again.
 */
export const FadingWords = ({ text, fade }: { text: string; fade: boolean }) => {
  const from = toTail(text)
  const words = [...text.slice(from).matchAll(/\s*\S+\s*$|\s*\S+/g)].slice(-TAIL_WORDS)
  const [first] = words
  if (!first) return text
  return (
    <>
      {text.slice(0, from + first.index)}
      {words.map(({ 0: word, index }) => (
        <Word key={from + index} text={word} fade={fade} />
      ))}
    </>
  )
}

/** Where to begin to look for the newest words: the end of a word, so that each keeps its place and with it its key. */
const toTail = (text: string): number => {
  const from = text.length - TAIL_CHARS
  const end = from > 0 ? text.slice(from).search(/(?<=\S)\s/) : 0
  return end < 0 ? 0 : Math.max(0, from) + end
}

/** Whether it fades is settled when it appears: words that were there when the answer was opened never do. */
const Word = ({ text, fade }: { text: string; fade: boolean }) => {
  const [isNew] = useState(fade)
  return <span className={isNew ? 'word' : undefined}>{text}</span>
}
