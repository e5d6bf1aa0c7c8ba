import { CopyButton } from '@/components/ui/copy-button'
import type { CallResult } from '@/lib/run-view/run-view'
import { BigResult } from './big-result'
import { JsonTree } from './json-tree'
import { LongText } from './long-text'
import { type ResultShape, shapeOfResult } from './result-shape'
import { RowsTable } from './rows-table'

/** A result in full, in the form that fits its shape. */
export const ResultView = ({ result, name }: { result: CallResult; name: string }) => {
  const shape = shapeOfResult(result)
  return (
    <div>
      <div className="body-label">
        Result
        <CopyButton text={shape.shape === 'inline' ? shape.text : (result.value ?? result.content)} of="result" />
      </div>
      <Shape shape={shape} name={name} />
    </div>
  )
}

const Shape = ({ shape, name }: { shape: ResultShape; name: string }) => {
  switch (shape.shape) {
    case 'inline':
      return <div className="out">{shape.text}</div>
    case 'rows':
      return <RowsTable columns={shape.columns} rows={shape.rows} />
    case 'tree':
      return (
        <div className="out">
          <JsonTree node={shape.node} />
        </div>
      )
    case 'text':
      return shape.text === '' ? <div className="out quiet">Nothing</div> : <LongText text={shape.text} />
    case 'big':
      return <BigResult text={shape.text} name={name} />
  }
}
