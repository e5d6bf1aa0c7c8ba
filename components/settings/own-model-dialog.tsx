import { LoaderCircle } from 'lucide-react'
import { type FormEvent, type Ref, type RefObject, useEffect, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogFooter, DialogHeader, DialogText } from '@/components/ui/dialog'
import { TextField } from '@/components/ui/field'
import { CodeText } from '@/components/ui/status'
import type { ModelOffer } from '@/lib/protocol/model-offer'
import type { FoundProvider, OwnAddress, OwnAnswer, OwnChoice } from '@/lib/protocol/own-provider'
import { ModelPicker } from './model-picker'

type Props = {
  offer: ModelOffer
  /** The offered models have changed; `modelId` answers from now on. */
  onOffer(offer: ModelOffer, modelId?: string): void
  onClose(): void
}

type Failure = { message: string; field?: string }
type State = 'ready' | 'finding' | 'testing' | 'disconnecting'

/** "Use a real model": enter a key or an address, then choose one of the models found there. */
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
  const [entered, setEntered] = useState<OwnAddress>({})
  const [found, setFound] = useState<FoundProvider>()
  const form = useRef<HTMLFormElement>(null)
  useFocusOn(form, failure)

  const find = async (wanted: OwnAddress) => {
    setState('finding')
    setFailure(undefined)
    const result = await findModels(wanted)
    setState('ready')
    if (!result.ok) return setFailure(result)
    setEntered({ ...wanted, address: result.value.address })
    setFound(result.value)
  }
  const choose = async (modelId: string) => {
    if (!found) return
    setState('testing')
    setFailure(undefined)
    const modelIds = found.models.map(({ id }) => id)
    const result = await chooseOwn({ ...entered, modelId, modelIds })
    setState('ready')
    if (!result.ok) {
      if (result.field !== 'modelId') setFound(undefined)
      return setFailure(result)
    }
    onOffer(result.value.offer, result.value.offer.defaultModelId)
    close()
  }
  const disconnect = async () => {
    setState('disconnecting')
    const result = await disconnectOwn()
    setState('ready')
    if (!result.ok) return setFailure(result)
    setFound(undefined)
    setEntered({})
    onOffer(result.value.offer)
  }

  if (found) {
    return (
      <ModelPicker
        found={found}
        isTesting={state === 'testing'}
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
        <OwnProvider host={offer.ownHost} state={state} onChange={() => void find({})} onDisconnect={() => void disconnect()} />
      )}
      <AddressForm ref={form} entered={entered} state={state} failure={failure} onFind={(wanted) => void find(wanted)} />
    </>
  )
}

type OwnProviderProps = { host: string; state: State; onChange(): void; onDisconnect(): void }

/** The provider that this browser is connected to. */
const OwnProvider = ({ host, state, onChange, onDisconnect }: OwnProviderProps) => (
  <div className="flex flex-wrap items-center gap-2 border-line border-b pb-3.5">
    <span className="basis-full wrap-anywhere">
      Connected to <b dir="ltr">{host}</b>.
    </span>
    <Button aria-disabled={state !== 'ready' || undefined} onClick={onChange}>
      Choose another model
    </Button>
    <Button variant="danger" aria-disabled={state !== 'ready' || undefined} onClick={onDisconnect}>
      Disconnect
    </Button>
  </div>
)

type FormProps = {
  ref: Ref<HTMLFormElement>
  entered: OwnAddress
  state: State
  failure: Failure | undefined
  onFind(wanted: OwnAddress): void
}

const AddressForm = ({ ref, entered, state, failure, onFind }: FormProps) => {
  const [key, setKey] = useState(entered.key ?? '')
  const [address, setAddress] = useState(entered.address ?? '')
  const isBusy = state !== 'ready'
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!isBusy) onFind({ key: key.trim(), address: address.trim() })
  }
  const problem = (field: string) => (failure?.field === field ? failure.message : undefined)
  const isShownByField = failure?.field === 'key' || failure?.field === 'address'
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
      {failure && !isShownByField && (
        <DialogText isProblem>
          <CodeText text={failure.message} />
        </DialogText>
      )}
      <DialogFooter>
        <Button type="submit" variant="primary" aria-disabled={isBusy || undefined}>
          {state === 'finding' && <LoaderCircle className="animate-spin" size={14} aria-hidden />}
          {state === 'finding' ? 'Finding models…' : 'Find models'}
        </Button>
      </DialogFooter>
    </form>
  )
}

/** Focuses the field that a failure is about. */
const useFocusOn = (form: RefObject<HTMLFormElement | null>, failure: Failure | undefined): void => {
  useEffect(() => {
    const field = failure?.field
    if (field) form.current?.querySelector<HTMLInputElement>(`[name="${field}"]`)?.focus()
  }, [form, failure])
}

/** The outcome of a request: a value, or a sentence about what went wrong and the field it is about. */
type Result<Value> = { ok: true; value: Value } | { ok: false; message: string; field?: string }

/** Finds the models that a key, or an address, gives access to. */
const findModels = (entered: OwnAddress): Promise<Result<FoundProvider>> => request('POST', entered)

/** Tests a model and saves the choice for this browser. */
const chooseOwn = (choice: OwnChoice): Promise<Result<OwnAnswer>> => request('PUT', choice)

const disconnectOwn = (): Promise<Result<{ offer: ModelOffer }>> => request('DELETE')

async function request<Value>(method: string, body?: object): Promise<Result<Value>> {
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
