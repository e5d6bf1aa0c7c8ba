import { Pencil } from 'lucide-react'
import { type ComponentProps, type ReactNode, useContext, useEffect, useRef, useState } from 'react'
import { StepActionsContext, useStartButton } from '@/components/context/thread-context'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { lazyPart } from '@/components/ui/lazy-part'
import type { Call } from '@/lib/run-view/state'
import type { CallEditorProps } from './call-editor'

/** Where the button is: above the arguments, below the pages of a search, or the first or another one in a row of buttons. */
type ButtonPlace = 'head' | 'foot' | 'first' | 'other'

const variants: Record<ButtonPlace, ComponentProps<typeof Button>> = {
  head: { variant: 'ghost', size: 'xs' },
  foot: { variant: 'ghost' },
  first: { variant: 'primary' },
  other: {},
}

const editLabel = 'Edit and run again'

/** Runs a finished call again with other arguments: returns the button that opens the editor, or the editor. Neither while the run goes on. */
export const useCallChange = (call: Call, place: ButtonPlace): { button?: ReactNode; editor?: ReactNode } => {
  const actions = useContext(StepActionsContext)
  const [isOpen, setOpen] = useState(false)
  const wasOpen = useRef(false)
  const button = useRef<HTMLButtonElement>(null)
  const start = useStartButton(() => setOpen(true))
  const isInRow = place === 'first' || place === 'other'
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
        {...variants[place]}
        aria-label={isInRow ? editLabel : undefined}
        onPointerEnter={preloadCallEditor}
        onFocus={preloadCallEditor}
        {...start}
        title={start.title ?? editLabel}
      >
        {place !== 'other' && <Pencil className={place === 'head' ? 'max-2xs:hidden' : undefined} aria-hidden />}
        {isInRow ? 'Edit' : editLabel}
      </Button>
    ),
  }
}

const editor = lazyPart<CallEditorProps>(() => import('./call-editor').then(({ CallEditor }) => CallEditor))

const preloadCallEditor = (): void => void editor.preload()

const editorBox = cn('flex flex-col items-start gap-3 rounded-md border border-line bg-sunken p-3')

/** The editor of a call, whose code is loaded when it is first needed. */
const LazyCallEditor = (props: CallEditorProps) => {
  const lazy = editor.usePart()
  if (lazy.name === 'loaded') return <lazy.Part {...props} />
  if (lazy.name === 'loading') return <div className={editorBox} aria-busy />
  return (
    <div className={editorBox}>
      <p className="text-ink-3 text-xs">The editor could not be loaded. It will load when you are back online.</p>
      <Button onClick={props.onClose}>Cancel</Button>
    </div>
  )
}
