import { LoaderCircle } from 'lucide-react'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { DialogFooter, DialogText } from '@/components/ui/dialog'
import { TextField } from '@/components/ui/field'
import { CodeText } from '@/components/ui/status'
import type { FoundProvider } from '@/lib/protocol/own-provider'

type Props = {
  found: FoundProvider
  /** The chosen model is being asked a small question. */
  isTesting: boolean
  failure: string | undefined
  onBack(): void
  onChoose(modelId: string): void
}

/** The search field is shown for more models than this. */
const fewModels = 8

/** Chooses one of the models that were found. */
export const ModelPicker = ({ found: { host, models }, isTesting, failure, onBack, onChoose }: Props) => {
  const [query, setQuery] = useState('')
  const [chosenId, setChosenId] = useState(models[0]?.id)
  const list = useRef<HTMLFieldSetElement>(null)
  useEffect(() => list.current?.querySelector<HTMLInputElement>('input:checked')?.focus(), [])
  const shown = models.filter(({ id }) => id.toLowerCase().includes(query.trim().toLowerCase()))
  const chosen = shown.find(({ id }) => id === chosenId) ?? shown[0]
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (chosen && !isTesting) onChoose(chosen.id)
  }
  return (
    <form className="flex min-h-0 flex-col" onSubmit={submit}>
      <DialogText role="status">
        {formatCount(models.length)} at <b dir="ltr">{host}</b>
      </DialogText>
      {models.length > fewModels && (
        <TextField
          label="Find a model"
          name="query"
          placeholder="Search by name"
          words={query.trim() === '' ? '' : `${shown.length} of ${models.length}`}
          value={query}
          problem={undefined}
          onChange={setQuery}
        />
      )}
      {models.length > 0 && (
        <fieldset
          ref={list}
          className="scroll-thin mt-3 max-h-[min(300px,40dvh)] min-h-0 overflow-y-auto rounded-md border border-line p-1"
        >
          <legend className="sr-only" data-slot="visually-hidden">
            Models
          </legend>
          {shown.map(({ id }) => (
            <label
              key={id}
              className="flex min-h-8.5 cursor-pointer items-center gap-2.5 rounded-sm px-2.5 py-1 text-sm wrap-anywhere hover:bg-fill has-checked:bg-fill coarse:min-h-10"
            >
              <input
                type="radio"
                name="model"
                checked={id === chosen?.id}
                className="flex-none accent-ink"
                onChange={() => setChosenId(id)}
              />
              <span dir="ltr">{id}</span>
            </label>
          ))}
        </fieldset>
      )}
      {failure !== undefined && (
        <DialogText isProblem>
          <CodeText text={failure} />
        </DialogText>
      )}
      <DialogFooter>
        <Button onClick={onBack}>Back</Button>
        {chosen && (
          <Button type="submit" variant="primary" aria-disabled={isTesting || undefined}>
            {isTesting && <LoaderCircle className="animate-spin" size={14} aria-hidden />}
            {isTesting ? 'Testing…' : `Use ${chosen.label}`}
          </Button>
        )}
      </DialogFooter>
    </form>
  )
}

const formatCount = (count: number): string =>
  count === 0 ? 'No chat models' : count === 1 ? '1 model' : `${count.toLocaleString('en-GB')} models`
