import { LoaderCircle } from 'lucide-react'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { CodeWords } from '@/components/run/code-words'
import type { FoundProvider } from '@/lib/protocol/own-provider'
import { TextField } from './text-field'

type Props = {
  found: FoundProvider
  /** The model is asked a small question. */
  isTrying: boolean
  failure: string | undefined
  onBack(): void
  onChoose(modelId: string): void
}

/** With fewer, looking through is quicker than writing. */
const fewModels = 8

/** The models that were found, of which one is to answer. */
export const ModelChoice = ({ found: { host, models }, isTrying, failure, onBack, onChoose }: Props) => {
  const [query, setQuery] = useState('')
  const [chosenId, setChosenId] = useState(models[0]?.id)
  const list = useRef<HTMLFieldSetElement>(null)
  useEffect(() => list.current?.querySelector<HTMLInputElement>('input:checked')?.focus(), [])
  const shown = models.filter(({ id }) => id.toLowerCase().includes(query.trim().toLowerCase()))
  const chosen = shown.find(({ id }) => id === chosenId) ?? shown[0]
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (chosen && !isTrying) onChoose(chosen.id)
  }
  return (
    <form className="own-form" onSubmit={submit}>
      <p className="modal-words" role="status">
        {toCount(models.length)} at <b dir="ltr">{host}</b>
      </p>
      {models.length > fewModels && (
        <TextField
          label="Find a model"
          name="query"
          placeholder="Part of its name"
          words={query.trim() === '' ? '' : `${shown.length} of ${models.length}`}
          value={query}
          problem={undefined}
          onChange={setQuery}
        />
      )}
      {models.length > 0 && (
        <fieldset ref={list} className="model-list">
          <legend className="sr-only" data-slot="visually-hidden">
            Models
          </legend>
          {shown.map(({ id }) => (
            <label key={id}>
              <input type="radio" name="model" checked={id === chosen?.id} onChange={() => setChosenId(id)} />
              <span dir="ltr">{id}</span>
            </label>
          ))}
        </fieldset>
      )}
      {failure !== undefined && (
        <p role="alert" className="modal-words danger">
          <CodeWords text={failure} />
        </p>
      )}
      <div className="modal-foot">
        <button type="button" className="btn" onClick={onBack}>
          Back
        </button>
        {chosen && (
          <button type="submit" className="btn pri" aria-disabled={isTrying || undefined}>
            {isTrying && <LoaderCircle className="spin" size={14} aria-hidden />}
            {isTrying ? 'Trying it' : `Use ${chosen.label}`}
          </button>
        )}
      </div>
    </form>
  )
}

const toCount = (count: number): string =>
  count === 0 ? 'No models that chat' : count === 1 ? 'One model' : `${count.toLocaleString('en-GB')} models`
