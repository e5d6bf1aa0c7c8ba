import { type KeyboardEvent, useContext, useEffect, useId, useRef, useState } from 'react'
import { BusyContext, type CallChange, ModelsContext, waitWords } from '@/components/context/thread-context'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import type { Call } from '@/lib/run-view/state'
import { type ArgField, findDraftProblem, isNumber, toChangedArgs, toDraft } from './call-draft'

export type CallEditorProps = {
  call: Call
  /** The model that answered. */
  modelId: string
  onRun(change: CallChange): void
  onClose(): void
}

/** Edits the arguments of a call in their place. `Enter` in a one-line field runs it, `Esc` cancels. */
export const CallEditor = ({ call, modelId, onRun, onClose }: CallEditorProps) => {
  const id = useId()
  const form = useRef<HTMLFormElement>(null)
  const isBusy = useContext(BusyContext)
  const models = useContext(ModelsContext)
  const [draft, setDraft] = useState(() => toDraft(call.argsText))
  const [chosenId, setChosenId] = useState(() => (models.find((model) => model.id === modelId) ?? models[0])?.id)
  const problem = findDraftProblem(draft)
  const canRun = problem === undefined && !isBusy
  const isExternal = call.words.effects === 'external'

  useEffect(() => form.current?.querySelector<HTMLElement>('input, textarea')?.focus(), [])

  const run = () => {
    if (!canRun) return
    const args = toChangedArgs(draft)
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
      className="flex min-w-0 flex-col gap-3 rounded-md border border-line bg-sunken p-3 [--focus-offset:2px]"
      aria-label={`Edit ${call.name}`}
      onSubmit={(event) => event.preventDefault()}
      onKeyDown={onKeyDown}
    >
      {draft.kind === 'fields' ? (
        draft.fields.map((arg) => <Field key={arg.key} arg={arg} onChange={(value) => change(arg.key, value)} />)
      ) : (
        <div className={field}>
          <label htmlFor={`${id}json`} className={label}>
            Arguments
          </label>
          <textarea
            id={`${id}json`}
            className={cn(control, textBox, 'min-h-[6em]')}
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
        <p id={`${id}problem`} className={cn(note, 'text-danger')}>
          {problem}
        </p>
      )}
      {models.length > 1 && (
        <div className={field}>
          <label htmlFor={`${id}model`} className={label}>
            Model
          </label>
          <select
            id={`${id}model`}
            className={cn(control, oneLine, 'max-w-full self-start text-ellipsis')}
            value={chosenId}
            onChange={(event) => setChosenId(event.target.value)}
          >
            {models.map((model) => (
              <option key={model.id} value={model.id}>
                {model.label}
              </option>
            ))}
          </select>
        </div>
      )}
      <div className="flex flex-wrap items-center gap-2">
        <Button
          variant="primary"
          aria-disabled={!canRun || undefined}
          aria-describedby={`${id}problem ${id}external ${id}wait ${id}kept`}
          onClick={run}
        >
          Run from here
        </Button>
        <Button variant="ghost" onClick={onClose}>
          Cancel
        </Button>
        {isExternal && (
          <p id={`${id}external`} className={cn(note, 'text-ink')}>
            This step has effects outside this chat. Running it again repeats them.
          </p>
        )}
      </div>
      {isBusy && (
        <p id={`${id}wait`} className={cn(note, 'text-ink-3')}>
          {waitWords}
        </p>
      )}
      <p id={`${id}kept`} className={cn(note, 'text-ink-3')}>
        Earlier steps are kept, and the current answer stays as another version.
      </p>
    </form>
  )
}

const field = cn('flex min-w-0 flex-col gap-1')
const mono = cn('font-mono tracking-mono')
const label = cn(mono, 'font-medium text-ink-2 text-xs/[1.4] wrap-anywhere')
const note = cn('text-xs wrap-anywhere')
const control = cn(
  'min-w-0 rounded-sm border border-control bg-surface px-2.5 py-1.25 text-ink text-sm/normal',
  // Below 16 px, iOS zooms into the field.
  'aria-invalid:border-danger coarse:text-lg',
)
const oneLine = cn('min-h-8.5 coarse:min-h-10')
/** A text box grows with its text, up to a limit. */
const textBox = cn(mono, 'scroll-thin field-sizing-content block max-h-[18em] w-full resize-y overflow-y-auto wrap-anywhere')

/** `Enter` in a one-line field; in a text area, where it makes a line, `Enter` with ⌘ or Ctrl. Buttons handle their own. */
const isRunKey = ({ target, metaKey, ctrlKey }: KeyboardEvent): boolean =>
  target instanceof HTMLInputElement || (target instanceof HTMLTextAreaElement && (metaKey || ctrlKey))

const Field = ({ arg, onChange }: { arg: ArgField; onChange(value: string): void }) => {
  const id = useId()
  const { label: name, kind, value, isLong } = arg
  if (kind === 'switch') {
    return (
      <label className={cn(label, 'flex items-center gap-2 coarse:min-h-10')}>
        <input
          type="checkbox"
          className="size-4.5 flex-none accent-accent"
          checked={value === 'true'}
          onChange={(event) => onChange(String(event.target.checked))}
        />
        <span>{name}</span>
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
    <div className={field}>
      <label htmlFor={id} className={label}>
        {name}
      </label>
      {isLong ? (
        <textarea
          {...shared}
          className={cn(control, oneLine, textBox)}
          rows={2}
          onChange={(event) => onChange(event.target.value)}
        />
      ) : (
        <input
          {...shared}
          className={cn(control, oneLine, mono, 'w-full')}
          type="text"
          enterKeyHint="go"
          onChange={(event) => onChange(event.target.value)}
        />
      )}
      {isText && (
        <p id={`${id}hint`} className={cn(note, 'text-ink-3')}>
          Not a number, so it is sent as text.
        </p>
      )}
    </div>
  )
}
