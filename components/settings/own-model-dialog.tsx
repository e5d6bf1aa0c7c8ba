import { LoaderCircle } from 'lucide-react'
import { type FormEvent, type Ref, type RefObject, useEffect, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { CodeText } from '@/components/ui/code-text'
import { Dialog, DialogFooter, DialogHeader, DialogText } from '@/components/ui/dialog'
import { TextField } from '@/components/ui/field'
import type { ModelOffer } from '@/lib/protocol/model-offer'
import type { FoundProvider, OwnAddress, OwnAnswer, OwnChoice } from '@/lib/protocol/own-provider'
import { ModelChoice } from './model-choice'

type Props = {
  offer: ModelOffer
  /** What may be chosen from has changed; with a model, that one answers from now on. */
  onOffer(offer: ModelOffer, modelId?: string): void
  onClose(): void
}

type Failure = { message: string; field?: string }
type State = 'ready' | 'looking' | 'trying' | 'forgetting'

/** "Use a real model": a key or an address, what is found there, and which of it is to answer. */
export const OwnModelDialog = ({ offer, onOffer, onClose }: Props) => (
  <Dialog label="Use a real model" onClose={onClose}>
    {(close) => (
      <>
        <DialogHeader title="Use a real model" close={close} />
        <OwnModel offer={offer} onOffer={onOffer} close={close} />
      </>
    )}
  </Dialog>
)

type OwnModelProps = Omit<Props, 'onClose'> & { close(): void }

const OwnModel = ({ offer, onOffer, close }: OwnModelProps) => {
  const [state, setState] = useState<State>('ready')
  const [failure, setFailure] = useState<Failure>()
  const [asked, setAsked] = useState<OwnAddress>({})
  const [found, setFound] = useState<FoundProvider>()
  const form = useRef<HTMLFormElement>(null)
  useFocusOn(form, failure)

  const look = async (wanted: OwnAddress) => {
    setState('looking')
    setFailure(undefined)
    const result = await findModels(wanted)
    setState('ready')
    if (!result.ok) return setFailure(result)
    setAsked({ ...wanted, address: result.value.address })
    setFound(result.value)
  }
  const choose = async (modelId: string) => {
    if (!found) return
    setState('trying')
    setFailure(undefined)
    const modelIds = found.models.map(({ id }) => id)
    const result = await chooseOwn({ ...asked, modelId, modelIds })
    setState('ready')
    if (!result.ok) {
      if (result.field !== 'modelId') setFound(undefined)
      return setFailure(result)
    }
    onOffer(result.value.offer, result.value.offer.defaultModelId)
    close()
  }
  const forget = async () => {
    setState('forgetting')
    const result = await forgetOwn()
    setState('ready')
    if (!result.ok) return setFailure(result)
    setFound(undefined)
    setAsked({})
    onOffer(result.value.offer)
  }

  if (found) {
    return (
      <ModelChoice
        found={found}
        isTrying={state === 'trying'}
        failure={failure?.message}
        onBack={() => [setFound(undefined), setFailure(undefined)]}
        onChoose={(modelId) => void choose(modelId)}
      />
    )
  }
  return (
    <>
      {offer.ownHost === undefined ? (
        <DialogText>
          Enter a provider’s API key, or the address of your own server, to use a real model instead of the demo model.
        </DialogText>
      ) : (
        <OwnProvider host={offer.ownHost} state={state} onChange={() => void look({})} onForget={() => void forget()} />
      )}
      <AddressForm ref={form} asked={asked} state={state} failure={failure} onLook={(wanted) => void look(wanted)} />
    </>
  )
}

type OwnProviderProps = { host: string; state: State; onChange(): void; onForget(): void }

/** What this browser has already. */
const OwnProvider = ({ host, state, onChange, onForget }: OwnProviderProps) => (
  <div className="flex flex-wrap items-center gap-2 border-line border-b pb-3.5">
    <span className="basis-full wrap-anywhere">
      Connected to <b dir="ltr">{host}</b>.
    </span>
    <Button aria-disabled={state !== 'ready' || undefined} onClick={onChange}>
      Choose another model
    </Button>
    <Button variant="danger" aria-disabled={state !== 'ready' || undefined} onClick={onForget}>
      Disconnect
    </Button>
  </div>
)

type FormProps = {
  ref: Ref<HTMLFormElement>
  asked: OwnAddress
  state: State
  failure: Failure | undefined
  onLook(wanted: OwnAddress): void
}

const AddressForm = ({ ref, asked, state, failure, onLook }: FormProps) => {
  const [key, setKey] = useState(asked.key ?? '')
  const [address, setAddress] = useState(asked.address ?? '')
  const isBusy = state !== 'ready'
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!isBusy) onLook({ key: key.trim(), address: address.trim() })
  }
  const problem = (field: string) => (failure?.field === field ? failure.message : undefined)
  const isOfField = failure?.field === 'key' || failure?.field === 'address'
  return (
    <form ref={ref} className="flex min-h-0 flex-col" onSubmit={submit} noValidate>
      <TextField
        label="API key"
        name="key"
        isSecret
        placeholder="sk-…"
        words="Stored only in this browser for 90 days, in an encrypted cookie that scripts cannot read."
        value={key}
        problem={problem('key')}
        onChange={setKey}
      />
      <TextField
        label="Address"
        note="optional"
        name="address"
        placeholder="http://localhost:11434/v1"
        words="Any OpenAI-compatible server. Not needed for keys from OpenAI, OpenRouter, Groq, xAI or Gemini."
        value={address}
        problem={problem('address')}
        onChange={setAddress}
      />
      {failure && !isOfField && (
        <DialogText isProblem>
          <CodeText text={failure.message} />
        </DialogText>
      )}
      <DialogFooter>
        <Button type="submit" variant="primary" aria-disabled={isBusy || undefined}>
          {state === 'looking' && <LoaderCircle className="animate-spin" size={14} aria-hidden />}
          {state === 'looking' ? 'Finding models…' : 'Find models'}
        </Button>
      </DialogFooter>
    </form>
  )
}

/** The field that is wrong is where one goes on. */
const useFocusOn = (form: RefObject<HTMLFormElement | null>, failure: Failure | undefined): void => {
  useEffect(() => {
    const field = failure?.field
    if (field) form.current?.querySelector<HTMLInputElement>(`[name="${field}"]`)?.focus()
  }, [form, failure])
}

/** What came of a request: a value, or a sentence and the field that it is about. */
export type Result<Value> = { ok: true; value: Value } | { ok: false; message: string; field?: string }

/** Which models there are with a key, or at an address. */
const findModels = (asked: OwnAddress): Promise<Result<FoundProvider>> => ask('POST', asked)

/** Tries a model and keeps it for this browser. */
export const chooseOwn = (choice: OwnChoice): Promise<Result<OwnAnswer>> => ask('PUT', choice)

export const forgetOwn = (): Promise<Result<{ offer: ModelOffer }>> => ask('DELETE')

async function ask<Value>(method: string, body?: object): Promise<Result<Value>> {
  try {
    const response = await fetch('/api/own-provider', {
      method,
      ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
    const answer = await response.json()
    if (response.ok) return { ok: true, value: answer }
    return { ok: false, message: answer.detail, ...(typeof answer.field === 'string' && { field: answer.field }) }
  } catch {
    return { ok: false, message: 'The server could not be reached. Try again in a moment.' }
  }
}
