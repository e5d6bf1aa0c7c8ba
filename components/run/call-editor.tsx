import { type KeyboardEvent, useContext, useEffect, useId, useRef, useState } from 'react'
import { BusyContext, waitWords } from '@/components/context/busy'
import { ModelsContext } from '@/components/context/models-context'
import type { CallChange } from '@/components/context/step-actions-context'
import type { Call } from '@/lib/run-view/run-view'
import { type ArgField, isNumber, problemOf, toArgs, toDraft } from './call-draft'

export type CallEditorProps = {
  call: Call
  /** The model that answered. */
  modelId: string
  onRun(change: CallChange): void
  onClose(): void
}

/** A call in other words, in the place of its arguments. `Enter` in a line runs it, `Esc` leaves it as it was. */
export const CallEditor = ({ call, modelId, onRun, onClose }: CallEditorProps) => {
  const id = useId()
  const form = useRef<HTMLFormElement>(null)
  const isBusy = useContext(BusyContext)
  const models = useContext(ModelsContext)
  const [draft, setDraft] = useState(() => toDraft(call.argsText))
  const [chosenId, setChosenId] = useState(() => (models.find((model) => model.id === modelId) ?? models[0])?.id)
  const problem = problemOf(draft)
  const canRun = problem === undefined && !isBusy
  const isExternal = call.words.effects === 'external'

  useEffect(() => form.current?.querySelector<HTMLElement>('input, textarea')?.focus(), [])

  const run = () => {
    if (!canRun) return
    const args = toArgs(draft)
    onRun({ ...(args !== undefined && { args }), ...(models.length > 1 && chosenId !== undefined && { modelId: chosenId }) })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    if (event.key === 'Escape') {
      event.preventDefault()
      onClose()
    } else if (event.key === 'Enter' && isRunKey(event)) {
      event.preventDefault()
      run()
    }
  }
  const change = (key: string, value: string) => {
    if (draft.kind !== 'fields') return
    setDraft({ ...draft, fields: draft.fields.map((field) => (field.key === key ? { ...field, value } : field)) })
  }

  return (
    <form
      ref={form}
      className="call-editor"
      aria-label={`Change ${call.name}`}
      onSubmit={(event) => event.preventDefault()}
      onKeyDown={onKeyDown}
    >
      {draft.kind === 'fields' ? (
        draft.fields.map((field) => <Field key={field.key} field={field} onChange={(value) => change(field.key, value)} />)
      ) : (
        <div className="call-field">
          <label htmlFor={`${id}json`}>Arguments</label>
          <textarea
            id={`${id}json`}
            className="call-json"
            rows={3}
            spellCheck={false}
            autoCapitalize="off"
            autoCorrect="off"
            aria-invalid={problem !== undefined || undefined}
            aria-describedby={problem === undefined ? undefined : `${id}problem`}
            value={draft.text}
            onChange={(event) => setDraft({ ...draft, text: event.target.value })}
          />
        </div>
      )}
      {problem !== undefined && (
        <p id={`${id}problem`} className="call-problem">
          {problem}
        </p>
      )}
      {models.length > 1 && (
        <div className="call-field">
          <label htmlFor={`${id}model`}>Model</label>
          <select id={`${id}model`} value={chosenId} onChange={(event) => setChosenId(event.target.value)}>
            {models.map((model) => (
              <option key={model.id} value={model.id}>
                {model.label}
              </option>
            ))}
          </select>
        </div>
      )}
      <div className="body-row">
        <button
          type="button"
          className="btn pri"
          aria-disabled={!canRun || undefined}
          aria-describedby={`${id}problem ${id}external ${id}wait ${id}kept`}
          onClick={run}
        >
          Run from here
        </button>
        <button type="button" className="btn ghost" onClick={onClose}>
          Cancel
        </button>
        {isExternal && (
          <p id={`${id}external`} className="call-note" data-strong>
            This step acts outside of this chat. Running it again does it again.
          </p>
        )}
      </div>
      {isBusy && (
        <p id={`${id}wait`} className="call-note">
          {waitWords}
        </p>
      )}
      <p id={`${id}kept`} className="call-note">
        Steps before this one are kept. The answer now is kept as another version.
      </p>
    </form>
  )
}

/** In a line `Enter` alone; where it makes a line, with ⌘ or Ctrl. A button has its own. */
const isRunKey = ({ target, metaKey, ctrlKey }: KeyboardEvent): boolean =>
  target instanceof HTMLInputElement || (target instanceof HTMLTextAreaElement && (metaKey || ctrlKey))

const Field = ({ field, onChange }: { field: ArgField; onChange(value: string): void }) => {
  const id = useId()
  const { label, kind, value, isLong } = field
  if (kind === 'switch') {
    return (
      <label className="call-field" data-switch>
        <input type="checkbox" checked={value === 'true'} onChange={(event) => onChange(String(event.target.checked))} />
        <span>{label}</span>
      </label>
    )
  }
  const isText = kind === 'number' && !isNumber(value)
  const shared = {
    id,
    value,
    dir: 'auto',
    spellCheck: false,
    autoCapitalize: 'off',
    autoCorrect: 'off',
    autoComplete: 'off',
    'aria-describedby': isText ? `${id}hint` : undefined,
  }
  return (
    <div className="call-field">
      <label htmlFor={id}>{label}</label>
      {isLong ? (
        <textarea {...shared} rows={2} onChange={(event) => onChange(event.target.value)} />
      ) : (
        <input {...shared} type="text" enterKeyHint="go" onChange={(event) => onChange(event.target.value)} />
      )}
      {isText && (
        <p id={`${id}hint`} className="call-note">
          Not a number, so it is given as text.
        </p>
      )}
    </div>
  )
}
