import { Pencil } from 'lucide-react'
import { type ComponentProps, type ReactNode, useContext, useEffect, useRef, useState } from 'react'
import { useStartButton } from '@/components/context/busy'
import { StepActionsContext } from '@/components/context/step-actions-context'
import { Button } from '@/components/ui/button'
import type { Call } from '@/lib/run-view/run-view'
import { LazyCallEditor, preloadCallEditor } from './lazy-call-editor'

/** Where its button stands: above the arguments, below the pages a search found, or as the first or another one of a row of buttons. */
type ChangePlace = 'head' | 'foot' | 'first' | 'among'

const looks: Record<ChangePlace, ComponentProps<typeof Button>> = {
  head: { variant: 'ghost', size: 'xs' },
  foot: { variant: 'ghost' },
  first: { variant: 'primary' },
  among: {},
}

const changeWords = 'Change and run again'

/** A finished call made again with other arguments: the button that opens the editor, or the editor. Nothing while its run goes. */
export const useCallChange = (call: Call, place: ChangePlace): { button?: ReactNode; editor?: ReactNode } => {
  const actions = useContext(StepActionsContext)
  const [isOpen, setOpen] = useState(false)
  const wasOpen = useRef(false)
  const button = useRef<HTMLButtonElement>(null)
  const start = useStartButton(() => setOpen(true))
  const isInRow = place === 'first' || place === 'among'
  useEffect(() => {
    if (wasOpen.current && !isOpen) button.current?.focus()
    wasOpen.current = isOpen
  }, [isOpen])

  if (!actions?.isEnded || (call.state !== 'done' && call.state !== 'failed')) return {}
  if (isOpen) {
    return {
      editor: (
        <LazyCallEditor
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
      <Button
        ref={button}
        {...looks[place]}
        aria-label={isInRow ? changeWords : undefined}
        onPointerEnter={preloadCallEditor}
        onFocus={preloadCallEditor}
        {...start}
        title={start.title ?? changeWords}
      >
        {place !== 'among' && <Pencil className={place === 'head' ? 'max-2xs:hidden' : undefined} aria-hidden />}
        {isInRow ? 'Change' : changeWords}
      </Button>
    ),
  }
}
