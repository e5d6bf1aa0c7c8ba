import { ChevronRight } from 'lucide-react'
import { type ReactNode, useContext, useId, useState } from 'react'
import { DetailsContext } from '@/components/context/inspector-context'
import { Fold } from './fold'

type Props = {
  as: 'li' | 'div'
  /** Of the call or the thinking: the run details name the step by it. */
  rowId: string
  state: string
  icon: ReactNode
  title: ReactNode
  /** What a screen reader calls the row; it must not tick. */
  label: string
  /** The element that says the same at length. */
  describedBy?: string | undefined
  /** Status words, bar and clock. */
  meta: ReactNode
  /** Whether it opens without having been asked to; once open it stays so until closed by hand. */
  opensByItself?: boolean
  /** Rises into place: it came while the person was looking. */
  enters: boolean
  /** Under the head while it is closed. */
  preview?: ReactNode
  /** What it opens to, given whether it is open; nothing to open if left out. */
  body?: ((open: boolean) => ReactNode) | undefined
}

/**
 * One row of the steps: node, head, body. Its geometry is the same in every state; only the ring, the words and the
 * body change. The head stays a button throughout, so that focus is never lost.
 */
export const Step = ({
  as: Element,
  rowId,
  state,
  icon,
  title,
  label,
  describedBy,
  meta,
  opensByItself = false,
  enters,
  preview,
  body,
}: Props) => {
  const [chosen, setChosen] = useState<boolean>()
  const [opened, setOpened] = useState(opensByItself)
  const [entering, setEntering] = useState(enters)
  const bodyId = useId()
  const details = useContext(DetailsContext)
  const isChosen = details?.isOpen === true && details.rowId === rowId
  if (opensByItself && !opened) setOpened(true)
  const open = body !== undefined && (chosen ?? opened)

  return (
    <Element
      className="step"
      data-slot="step"
      data-s={state}
      data-row={rowId}
      data-chosen={isChosen || undefined}
      data-enter={entering || undefined}
      onAnimationEnd={(event) => event.target === event.currentTarget && setEntering(false)}
    >
      <span className="node">{icon}</span>
      <div className="step-main">
        <button
          type="button"
          className="step-head"
          data-slot="step-head"
          aria-label={label}
          aria-describedby={describedBy}
          aria-expanded={body ? open : undefined}
          aria-controls={body ? bodyId : undefined}
          aria-disabled={body || details?.isOpen ? undefined : true}
          aria-current={isChosen || undefined}
          onClick={() => {
            if (body) setChosen(!open)
            details?.onStep(rowId)
          }}
        >
          {title}
          <span className="meta">
            {meta}
            <ChevronRight className="chevron" size={14} aria-hidden="true" />
          </span>
        </button>
        {!open && preview}
        {body && (
          <Fold id={bodyId} open={open} onFound={() => setChosen(true)}>
            {body(open)}
          </Fold>
        )}
      </div>
    </Element>
  )
}
