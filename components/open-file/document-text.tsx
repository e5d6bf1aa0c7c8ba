import { Fragment, useEffect, useRef } from 'react'
import type { DocumentPassage, StoredDocument } from '@/lib/protocol/document'
import { parsePlace } from '@/lib/protocol/document-address'

type Props = { stored: StoredDocument /** Where to: `page=4`, `lines=12-30`, `passage=3`. */; place?: string | undefined }

/** The text of a file with the marks of its pages, lines or headings; what is at the place is marked and in view. Only text, whatever it is. */
export const DocumentText = ({ stored, place = '' }: Props) => {
  const first = useRef<HTMLElement>(null)
  const isAt = toMatcher(place)
  const start = stored.passages.findIndex(isAt)
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each place
  useEffect(() => {
    // Of newer browsers it returns a promise, which React would take for a clean-up.
    void first.current?.scrollIntoView({ block: 'start' })
  }, [place, stored])
  return (
    <div className="grid gap-3 pb-2 leading-relaxed wrap-anywhere">
      {stored.passages.map((passage, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the passages of a file stay as they are
        <Fragment key={index}>
          {passage.place !== undefined && passage.place !== stored.passages[index - 1]?.place && (
            <h3 dir="auto" className="mt-2 border-line border-t pt-2 font-medium text-ink-3 text-xs first-letter:uppercase">
              {passage.place}
            </h3>
          )}
          {isAt(passage, index) ? (
            <mark
              ref={index === start ? first : undefined}
              dir="auto"
              // Its beginning is in view, under what stays at the top, with a few lines of what stands before it.
              className="-mx-2 block scroll-mt-32 whitespace-pre-wrap rounded-sm bg-accent-tint px-2 py-1 text-ink"
            >
              {passage.text}
            </mark>
          ) : (
            <p dir="auto" className="whitespace-pre-wrap">
              {passage.text}
            </p>
          )}
        </Fragment>
      ))}
      {stored.passages.length === 0 && <p className="text-ink-3 text-sm">There is no text in this file.</p>}
    </div>
  )
}

const toMatcher = (hash: string): ((passage: DocumentPassage, index: number) => boolean) => {
  const place = parsePlace(hash)
  if (!place) return () => false
  const { unit, from, to } = place
  if (unit === 'passage') return (_passage, index) => from <= index + 1 && index + 1 <= to
  return ({ page, fromLine = page, toLine = fromLine }) =>
    (unit === 'page') === (page !== undefined) &&
    fromLine !== undefined &&
    toLine !== undefined &&
    fromLine <= to &&
    toLine >= from
}
