import { createLatePart } from '@/components/ui/lazy-part'
import type { CallEditorProps } from './call-editor'

const editor = createLatePart<CallEditorProps>(() => import('./call-editor').then(({ CallEditor }) => CallEditor))

export const preloadCallEditor = (): void => void editor.preload()

/** The editor of a call, whose code is fetched when it is first wanted. */
export const LateCallEditor = (props: CallEditorProps) => {
  const late = editor.usePart()
  if (late.name === 'here') return <late.Part {...props} />
  if (late.name === 'waiting') return <div className="call-editor" aria-busy="true" />
  return (
    <div className="call-editor">
      <p className="call-note">The editor could not be fetched. It is tried again when you are back online.</p>
      <button type="button" className="btn" onClick={props.onClose}>
        Cancel
      </button>
    </div>
  )
}
