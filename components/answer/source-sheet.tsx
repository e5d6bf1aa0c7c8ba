'use client'

import { useEffect, useRef } from 'react'
import { createPortal } from 'react-dom'
import type { Source } from '@/lib/protocol/event'
import { SourceDetails } from './source-details'

/** The same as `SourcePeek`, at the bottom of a touch screen. A native dialog keeps focus inside and gives it back. */
const SourceSheet = ({ source, cited, onClose }: { source: Source; cited: string; onClose(): void }) => {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const element = dialog.current
    if (element && !element.open) element.showModal()
  }, [])
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

export default SourceSheet
