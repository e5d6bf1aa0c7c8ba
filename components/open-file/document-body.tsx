import { useEffect, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Spinner } from '@/components/ui/status'
import type { StoredDocument } from '@/lib/protocol/document'
import { parsePlace } from '@/lib/protocol/document-address'
import { formatCount } from '@/lib/run-view/format-run'
import { DocumentText } from './document-text'
import type { Table } from './read-table'
import { TableView } from './table-view'

type Props = { stored: StoredDocument /** Where to: `page=4`, `lines=12-30`, `passage=3`. */; place?: string | undefined }

/** What is in a file: a table where it is one, else its text. */
export const DocumentBody = ({ stored, place }: Props) =>
  stored.document.type === 'csv' ? (
    <TableOrText key={stored.document.id} stored={stored} place={place} />
  ) : (
    <DocumentText stored={stored} place={place} />
  )

const TableOrText = ({ stored, place }: Props) => {
  const { id, name } = stored.document
  const table = useTable(id)
  const [isText, setText] = useState(false)
  const isSlow = useIsSlow()
  if (table === 'loading' && !isSlow) return <Loading />
  if (table === 'loading' || table === 'none') return <DocumentText stored={stored} place={place} />
  const cited = parsePlace(place ?? '')
  return (
    <div data-slot="wide">
      <div className="flex flex-wrap items-center justify-between gap-2 pb-2 text-ink-3 text-sm">
        <span>{formatCount(table.rows.length, ['row', 'rows'])}</span>
        <Button variant="ghost" size="sm" onClick={() => setText(!isText)}>
          {isText ? 'Show as table' : 'Show as text'}
        </Button>
      </div>
      {isText ? (
        <DocumentText stored={stored} place={place} />
      ) : (
        <TableView name={name} table={table} cited={cited?.unit === 'lines' ? cited : undefined} />
      )}
    </div>
  )
}

/** True once a table has been waited for long enough: its text, which is here already, is shown until it comes. */
const useIsSlow = (): boolean => {
  const [isSlow, setSlow] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), 800)
    return () => clearTimeout(timer)
  }, [])
  return isSlow
}

/** Read from the file itself, since its text is made for models; `none` where it is no table, or cannot be fetched. */
const useTable = (id: string): Table | 'loading' | 'none' => {
  const [table, setTable] = useState<Table | 'loading' | 'none'>('loading')
  useEffect(() => {
    let isOver = false
    import('./read-table')
      .then(({ fetchTable }) => fetchTable(id))
      .catch(() => undefined) // Its text is here already.
      .then((read) => !isOver && setTable(read ?? 'none'))
    return () => {
      isOver = true
    }
  }, [id])
  return table
}

/** While a file is read. */
export const Loading = () => (
  <p role="status" className="flex items-center gap-2.5 py-6 text-ink-3 text-sm">
    <Spinner />
    Loading…
  </p>
)
