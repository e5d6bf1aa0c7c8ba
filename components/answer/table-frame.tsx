'use client'

import { Check, Copy, Download } from 'lucide-react'
import { type ReactNode, useRef } from 'react'
import { saveFile } from '@/components/share/save-file'
import { toCsv, toTableHtml, toTabs } from './table-text'
import { useCopy } from './use-copy'

/**
 * A table in a frame in which it scrolls, with ways to take it along. While it grows its columns are of equal width, so that a
 * word that comes into a cell moves nothing beside it; once it is whole they fit their words.
 */
export const TableFrame = ({ isGrowing, children }: { isGrowing: boolean; children: ReactNode }) => {
  const table = useRef<HTMLTableElement>(null)
  const { state, copy } = useCopy()
  return (
    <div className="table-block" data-growing={isGrowing || undefined}>
      {/* biome-ignore lint/a11y/useSemanticElements: a frame, not a set of form fields */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, so the arrow keys must reach it (WCAG 2.1.1) */}
      <div className="table-frame" role="group" aria-label="Table" tabIndex={0}>
        <table ref={table} dir="auto">
          {children}
        </table>
      </div>
      <div className="table-foot">
        <span role="status" className="code-said">
          {state === 'refused' && 'Copying is blocked here. Select the table instead.'}
        </span>
        <button
          type="button"
          className="ib"
          aria-label={state === 'copied' ? 'Copied' : 'Copy table'}
          title="Copy table"
          onClick={() => table.current && copy(toTabs(table.current), toTableHtml(table.current))}
        >
          {state === 'copied' ? <Check size={15} /> : <Copy size={15} />}
        </button>
        <button
          type="button"
          className="ib"
          aria-label="Download table as CSV"
          title="Download as CSV"
          onClick={() => table.current && saveFile('table.csv', 'text/csv;charset=utf-8', toCsv(table.current))}
        >
          <Download size={15} />
        </button>
      </div>
    </div>
  )
}
