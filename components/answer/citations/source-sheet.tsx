'use client'

import { useEffect, useRef } from 'react'
import { createPortal } from 'react-dom'
import { useBack } from '@/components/ui/use-back'
import type { Source } from '@/lib/protocol/event'
import { SourceDetails } from './source-details'

export type SourceSheetProps = { source: Source; cited: string; onClose(): void }

/** The same as `SourcePeek`, at the bottom of a touch screen. A native dialog keeps focus inside and gives it back. */
export const SourceSheet = ({ source, cited, onClose }: SourceSheetProps) => {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const element = dialog.current
    if (element && !element.open) element.showModal()
  }, [])
  useBack(true, () => dialog.current?.close())
  return createPortal(
    <dialog
      ref={dialog}
      className="source-sheet"
      aria-label={`Source ${source.n}: ${source.title}`}
      onClose={onClose}
      onKeyDown={(event) => event.key === 'Escape' && event.stopPropagation()}
      onClick={(event) => event.target === event.currentTarget && event.currentTarget.close()}
    >
      <div>
        <SourceDetails source={source} cited={cited} />
        <button type="button" className="btn" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </div>
    </dialog>,
    document.body,
  )
}
