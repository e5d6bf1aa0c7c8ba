import type { ReactNode } from 'react'
import { bareAddress } from '@/lib/markdown/syntax'
import { safeUrl } from '@/lib/run-view/source-address'

/** Text as a person wrote it, in which web addresses are links by the rules of answers; nothing else in it has a meaning. */
export const LinkedText = ({ text }: { text: string }) => splitAddresses(text).map(toNode)

const toNode = ({ at, text, href }: Piece): ReactNode =>
  href === undefined ? (
    text
  ) : (
    <a
      key={at}
      href={href}
      dir="ltr"
      target="_blank"
      rel="noopener noreferrer nofollow"
      className="underline decoration-control underline-offset-2 hover:decoration-current"
    >
      <Shortened address={text} />
    </a>
  )

/** How many characters of a long address are shown: of its beginning, which says where it leads, and of its end. */
const shownStart = 40
const shownEnd = 16

/** A long address is cut in the middle on screen; it is whole for who copies, searches, prints or listens. */
const Shortened = ({ address }: { address: string }) => {
  const letters = [...address]
  if (letters.length <= shownStart + shownEnd + 8) return address
  return (
    <>
      {letters.slice(0, shownStart).join('')}
      <span className="text-[0px] before:text-md before:content-['…'/''] print:text-[1em] print:before:content-none">
        {letters.slice(shownStart, -shownEnd).join('')}
      </span>
      {letters.slice(-shownEnd).join('')}
    </>
  )
}

type Piece = { at: number; text: string; href?: string | undefined }

/** The addresses of a text, and what stands between them. */
export const splitAddresses = (text: string): Piece[] => {
  const pieces: Piece[] = []
  let from = 0
  for (const { 0: found, index } of text.matchAll(addressInText)) {
    const address = withoutPunctuation(found)
    const href = safeUrl(/^www\./i.test(address) ? `http://${address}` : address)
    if (href === undefined) continue
    if (index > from) pieces.push({ at: from, text: text.slice(from, index) })
    pieces.push({ at: index, text: address, href })
    from = index + address.length
  }
  if (from < text.length) pieces.push({ at: from, text: text.slice(from) })
  return pieces
}

/** Not in the middle of a word: `xhttps://` is none. */
const addressInText = new RegExp(String.raw`(?<![\w/@])${bareAddress}`, 'giu')

/** A sentence's full stop after an address is not part of it, nor is a bracket that was opened before it. */
const withoutPunctuation = (address: string): string => {
  const spare = new Map([...pairs].map(([closing, opening]) => [closing, count(address, closing) - count(address, opening)]))
  let end = address.length
  for (; end > 0; end--) {
    const last = address.charAt(end - 1)
    const over = spare.get(last)
    if (over === undefined ? !/[.,:;!?؟،؛'"*_~>|]/.test(last) : over <= 0) break
    if (over !== undefined) spare.set(last, over - 1)
  }
  return address.slice(0, end)
}

const pairs = new Map([
  [')', '('],
  [']', '['],
  ['}', '{'],
])

const count = (text: string, sign: string): number => text.split(sign).length - 1
