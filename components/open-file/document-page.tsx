'use client'

import { Download } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { button } from '@/components/ui/button'
import { BrandMark, BrandName, brandLink } from '@/components/ui/page-frame'
import { toDocumentFile } from '@/lib/client/api/document-requests'
import type { StoredDocument } from '@/lib/protocol/document'
import { formatFile, isImage } from '@/lib/run-view/format-file'
import { DocumentBody } from './document-body'

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
      <main className="mx-auto max-w-[43rem] px-5 pt-4 pb-24 has-data-[slot=wide]:max-w-[72rem]">
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
          <DocumentBody stored={stored} place={place} />
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
