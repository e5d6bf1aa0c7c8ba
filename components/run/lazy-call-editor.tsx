import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { lazyPart } from '@/components/ui/lazy-part'
import type { CallEditorProps } from './call-editor'

const editor = lazyPart<CallEditorProps>(() => import('./call-editor').then(({ CallEditor }) => CallEditor))

export const preloadCallEditor = (): void => void editor.preload()

const box = cn('flex flex-col items-start gap-3 rounded-md border border-line bg-sunken p-3')

/** The editor of a call, whose code is fetched when it is first wanted. */
export const LazyCallEditor = (props: CallEditorProps) => {
  const late = editor.usePart()
  if (late.name === 'here') return <late.Part {...props} />
  if (late.name === 'waiting') return <div className={box} aria-busy />
  return (
    <div className={box}>
      <p className="text-ink-3 text-xs">The editor could not be fetched. It is tried again when you are back online.</p>
      <Button onClick={props.onClose}>Cancel</Button>
    </div>
  )
}
