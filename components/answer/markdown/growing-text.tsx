'use client'

import { memo, useLayoutEffect, useRef } from 'react'

type Props = {
  text: string
  /** Whether words that come now fade in. */
  fade: boolean
}

/**
 * Text that grows, or did. What is there is never replaced: letters are appended to its text nodes, so that a selection in
 * it, which browsers tie to nodes, stays. React knows only the element around it.
 */
export const GrowingText = memo(({ text, fade }: Props) => {
  const host = useRef<HTMLSpanElement>(null)
  useLayoutEffect(() => {
    if (host.current) grow(host.current, text, fade)
  }, [text, fade])
  return <span ref={host} />
})

/** 150 ms of a fast answer: only so many of the newest words may still be fading, and are elements of their own. */
const maxFading = 12

const grow = (host: HTMLElement, text: string, fade: boolean): void => {
  const rest = text.slice(keepStart(host, text))
  if (!fade) {
    settleWords(host, 0)
    lastText(host).appendData(rest)
    return
  }
  const end = lastText(host)
  const [continued = ''] = /\S$/.test(end.data) ? (/^\S*/.exec(rest) ?? []) : []
  end.appendData(continued)
  const words = rest.slice(continued.length).match(/\s*\S+\s*$|\s*\S+|\s+$/g) ?? []
  // Of many that come at once only the last are still to be seen coming.
  const settled = words.slice(0, -maxFading)
  if (settled.length > 0) {
    settleWords(host, 0)
    lastText(host).appendData(settled.join(''))
  }
  for (const word of words.slice(-maxFading)) host.append(toWord(word))
  settleWords(host, maxFading)
}

const toWord = (text: string): HTMLElement => {
  const word = document.createElement('span')
  word.dataset['slot'] = 'word'
  word.append(text)
  return word
}

/** Takes away what `text` does not begin with, from the end, and returns how much is left. */
const keepStart = (host: HTMLElement, text: string): number => {
  let kept = 0
  for (const node of textsOf(host)) {
    const { data } = node
    if (kept <= text.length && text.startsWith(data, kept)) {
      kept += data.length
      continue
    }
    const common = commonLength(data, text.slice(kept))
    node.deleteData(common, data.length - common)
    for (let next = outermost(node, host).nextSibling; next; next = outermost(node, host).nextSibling) next.remove()
    return kept + common
  }
  return kept
}

/** All but the last `count` words become plain text again, unless something is selected here: it would move. */
const settleWords = (host: HTMLElement, count: number): void => {
  // Between its texts it has no elements but words.
  const words = host.children
  if (words.length <= count || isSelectedIn(host)) return
  const base = firstText(host)
  while (words.length > count) {
    const word = words[0]
    base.appendData(word?.textContent ?? '')
    word?.remove()
  }
}

/** Whether a part of what is selected in the page is in this element. */
const isSelectedIn = (element: Element): boolean => {
  const selection = document.getSelection()
  if (!selection || selection.rangeCount === 0) return false
  // The range is asked and not `isCollapsed`, for which Chromium lays the page out: this is called for each word that comes.
  const range = selection.getRangeAt(0)
  return !range.collapsed && range.intersectsNode(element)
}

/** Does what replaces the text of an element, now or once nothing in it is selected any more. */
export const whenUnselected = (element: HTMLElement | null, signal: AbortSignal, act: () => void): void => {
  if (signal.aborted) return
  if (!element || !isSelectedIn(element)) {
    act()
    return
  }
  const again = () => {
    if (isSelectedIn(element)) return
    document.removeEventListener('selectionchange', again)
    act()
  }
  document.addEventListener('selectionchange', again, { signal })
}

const textsOf = (host: HTMLElement): Text[] =>
  [...host.childNodes].map((node) => (node instanceof Text ? node : node.firstChild)).filter((node) => node instanceof Text)

const firstText = (host: HTMLElement): Text => {
  if (host.firstChild instanceof Text) return host.firstChild
  const text = document.createTextNode('')
  host.prepend(text)
  return text
}

const lastText = (host: HTMLElement): Text => {
  const node = host.lastChild instanceof Text ? host.lastChild : host.lastChild?.firstChild
  return node instanceof Text ? node : firstText(host)
}

const outermost = (node: Text, host: HTMLElement): ChildNode => (node.parentNode === host ? node : (node.parentElement ?? node))

const commonLength = (a: string, b: string): number => {
  let length = 0
  while (length < a.length && a.charCodeAt(length) === b.charCodeAt(length)) length++
  return length
}
