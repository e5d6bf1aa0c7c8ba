'use client'

import { Download } from 'lucide-react'
import { Fragment, useEffect, useRef, useSyncExternalStore } from 'react'
import { button } from '@/components/ui/button'
import { BrandMark, BrandName, brandLink } from '@/components/ui/page-frame'
import { toDocumentFile } from '@/lib/client/api/document-requests'
import type { DocumentPassage, StoredDocument } from '@/lib/protocol/document'
import { parsePlace } from '@/lib/protocol/document-address'
import { formatFile, isImage } from '@/lib/run-view/format-file'

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

/** A file as a page: its text at the place that the address names, or the image. */
export const DocumentPage = ({ stored }: { stored: StoredDocument }) => {
  const { document: file } = stored
  const place = useSyncExternalStore(subscribeToHash, readHash, () => '')
  return (
    <div className="min-h-full bg-bg text-ink">
      <header className="mx-auto flex h-14 max-w-[43rem] items-center px-5">
        <a href="/" className={brandLink}>
          <BrandMark />
          <BrandName />
        </a>
      </header>
      <main className="mx-auto max-w-[43rem] px-5 pt-4 pb-24">
        <h1 className="font-semibold text-xl tracking-tight wrap-anywhere">
          <bdi>{file.name}</bdi>
        </h1>
        <div className="mt-2 mb-6 flex flex-wrap items-center justify-between gap-2">
          <span className="text-ink-3 text-sm">{formatFile(file)}</span>
          <a href={toDocumentFile(file.id)} download={file.name} className={button({ size: 'sm' })}>
            <Download aria-hidden />
            Download
          </a>
        </div>
        {isImage(file) ? (
          // biome-ignore lint/performance/noImgElement: it was scaled down when it was added
          <img src={toDocumentFile(file.id)} alt={file.name} className="rounded-md" />
        ) : (
          <DocumentText stored={stored} place={place} />
        )}
      </main>
    </div>
  )
}

const subscribeToHash = (onChange: () => void): (() => void) => {
  addEventListener('hashchange', onChange)
  return () => removeEventListener('hashchange', onChange)
}
const readHash = (): string => location.hash.slice(1)
