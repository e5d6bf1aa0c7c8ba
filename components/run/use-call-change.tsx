import { Pencil } from 'lucide-react'
import { type ReactNode, useContext, useEffect, useRef, useState } from 'react'
import { useStartButton } from '@/components/context/busy'
import { StepActionsContext } from '@/components/context/step-actions-context'
import type { Call } from '@/lib/run-view/run-view'
import { LateCallEditor, preloadCallEditor } from './lazy-call-editor'

/** Where its button stands: by itself, or as the first or another one of a row of buttons. */
type ChangePlace = 'alone' | 'first' | 'among'

const classes: Record<ChangePlace, string> = { alone: 'change-call', first: 'btn pri', among: 'btn' }

const changeWords = 'Change and run again'

/** A finished call made again with other arguments: the button that opens the editor, or the editor. Nothing while its run goes. */
export const useCallChange = (call: Call, place: ChangePlace = 'alone'): { button?: ReactNode; editor?: ReactNode } => {
  const actions = useContext(StepActionsContext)
  const [isOpen, setOpen] = useState(false)
  const wasOpen = useRef(false)
  const button = useRef<HTMLButtonElement>(null)
  const start = useStartButton(() => setOpen(true))
  useEffect(() => {
    if (wasOpen.current && !isOpen) button.current?.focus()
    wasOpen.current = isOpen
  }, [isOpen])

  if (!actions?.isEnded || (call.state !== 'done' && call.state !== 'failed')) return {}
  if (isOpen) {
    return {
      editor: (
        <LateCallEditor
          call={call}
          modelId={actions.modelId}
          onRun={(change) => actions.onChange(call.toolCallId, change)}
          onClose={() => setOpen(false)}
        />
      ),
    }
  }
  return {
    button: (
      <button
        ref={button}
        type="button"
        className={classes[place]}
        aria-label={place === 'alone' ? undefined : changeWords}
        onPointerEnter={preloadCallEditor}
        onFocus={preloadCallEditor}
        {...start}
        title={start.title ?? changeWords}
      >
        {place !== 'among' && <Pencil size={12.5} aria-hidden="true" />}
        {place === 'alone' ? changeWords : 'Change'}
      </button>
    ),
  }
}
