import { CopyButton } from '@/components/ui/copy-button'
import type { CallResult } from '@/lib/run-view/run-view'
import { BigResult } from './big-result'
import { JsonTree } from './json-tree'
import { LongText } from './long-text'
import { type ResultShape, shapeOfResult } from './result-shape'
import { RowsTable } from './rows-table'
import { Output, StepPart } from './step-part'

/** A result in full, in the form that fits its shape. */
export const ResultView = ({ result, name }: { result: CallResult; name: string }) => {
  const shape = shapeOfResult(result)
  const text = shape.shape === 'inline' ? shape.text : (result.value ?? result.content)
  return (
    <StepPart label="Result" actions={<CopyButton text={text} of="result" />}>
      <Shape shape={shape} name={name} />
    </StepPart>
  )
}

const Shape = ({ shape, name }: { shape: ResultShape; name: string }) => {
  switch (shape.shape) {
    case 'inline':
      return <Output>{shape.text}</Output>
    case 'rows':
      return <RowsTable columns={shape.columns} rows={shape.rows} />
    case 'tree':
      return (
        <Output>
          <JsonTree node={shape.node} />
        </Output>
      )
    case 'text':
      return shape.text === '' ? <Output className="text-ink-3">Nothing</Output> : <LongText text={shape.text} />
    case 'big':
      return <BigResult text={shape.text} name={name} />
  }
}
