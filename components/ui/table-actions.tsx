'use client'

import { Check, Copy, Download } from 'lucide-react'
import { cn } from './cn'
import { useCopy } from './copy-button'
import { IconButton } from './icon-button'
import { saveFile, toFileName } from './save-file'
import { type TableRows, toCsv, toTabs } from './table-text'

/** A table as it is taken along; `html` is for apps that take more than text. */
export type TableCopy = { rows: TableRows; html: string }

type Props = { /** Reads the table when a button is pressed. */ onRead(): TableCopy | undefined; className?: string }

/** Copies a table, for a spreadsheet or a document, and saves it as CSV under the title of the page. */
export const TableActions = ({ onRead, className }: Props) => {
  const { state, copy } = useCopy()
  const onCopy = () => {
    const table = onRead()
    if (table) copy(toTabs(table.rows), table.html)
  }
  const onSave = () => {
    const table = onRead()
    if (table)
      saveFile(toFileName(document.querySelector('h1')?.textContent ?? '', 'csv'), 'text/csv;charset=utf-8', toCsv(table.rows))
  }
  return (
    <div data-no-copy className={cn('flex min-h-7.5 items-center justify-end print:hidden', className)}>
      <span role="status" className="flex-1 px-2 text-right">
        {state === 'refused' && 'Copying is blocked here. Select the table instead.'}
      </span>
      <IconButton label={state === 'copied' ? 'Copied' : 'Copy table'} variant="quiet" size="sm" onClick={onCopy}>
        {state === 'copied' ? <Check size={15} /> : <Copy size={15} />}
      </IconButton>
      <IconButton label="Download table as CSV" variant="quiet" size="sm" onClick={onSave}>
        <Download size={15} />
      </IconButton>
    </div>
  )
}
