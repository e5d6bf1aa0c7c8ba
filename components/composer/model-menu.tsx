import { ChevronDown, Telescope } from 'lucide-react'
import { memo, type ReactNode, useSyncExternalStore } from 'react'
import { openDialog } from '@/components/context/dialog-store'
import { cn } from '@/components/ui/cn'
import { effortChoice, modeChoice } from '@/lib/client/chat/run-choices'
import { demoModelId, efforts, type OfferedModel } from '@/lib/protocol/model-offer'

type Props = {
  models: OfferedModel[]
  modelId: string
  /** A visitor may bring a key, or an address, of their own. */
  canBringOwn: boolean
  onModel(modelId: string): void
}

/** Which model answers next, how much it thinks and how it goes about the question. Native lists work with every keyboard, touch screen and screen reader. */
export const ModelMenu = ({ models, modelId, canBringOwn, onModel }: Props) => {
  const model = models.find(({ id }) => id === modelId)
  return (
    <>
      {model?.takesEffort && <EffortMenu />}
      {(model?.takesThorough || modelId === demoModelId) && (
        <ThoroughToggle isOffered={modelId !== demoModelId} isShort={model?.takesEffort === true} />
      )}
      {models.length < 2 && canBringOwn && modelId === demoModelId ? (
        <DemoModelButton label={model?.label} />
      ) : models.length < 2 ? (
        <span data-slot="model" className="min-w-0 truncate px-2.5 text-ink-2 text-sm/8 coarse:leading-10">
          {models[0]?.label}
        </span>
      ) : (
        <SmallSelect label="Model" value={modelId} onChange={onModel}>
          {models.map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </SmallSelect>
      )}
    </>
  )
}

/** The edge of a choice beside the field, where the system's colours hold. */
const edge = 'forced-colors:border forced-colors:border-[ButtonText]'

/** Where the demo model is all there is: its name opens what another one takes, on a phone too. */
const DemoModelButton = ({ label = 'Demo model' }: { label: string | undefined }) => (
  <button
    type="button"
    data-slot="model"
    aria-haspopup="dialog"
    aria-label={`${label}, change`}
    title="Use a real model"
    className={cn(
      edge,
      'flex min-h-8 min-w-0 items-center gap-1.5 rounded-full px-2.5 text-ink-2 text-sm transition-colors hover:bg-fill coarse:min-h-10',
    )}
    onClick={() => openDialog('own-model')}
  >
    <span className="truncate">{label}</span>
    <ChevronDown size={15} aria-hidden className="flex-none" />
  </button>
)

type ThoroughProps = {
  isOffered: boolean /** On any phone its icon alone is drawn, as on the narrowest, since another menu takes the room. */
  isShort: boolean
}

/** Whether the next question is gone into thoroughly. Where the model cannot, it says what it takes. */
const ThoroughToggle = memo(({ isOffered, isShort }: ThoroughProps) => {
  const mode = useSyncExternalStore(modeChoice.subscribe, modeChoice.read, () => undefined)
  const isOn = isOffered && mode === 'thorough'
  return (
    <button
      type="button"
      className={cn(
        edge,
        'flex min-h-8 flex-none items-center gap-1.5 rounded-full px-2.5 text-ink-2 text-sm transition-colors hover:bg-fill aria-disabled:cursor-default aria-disabled:text-ink-3 aria-pressed:bg-accent-tint aria-pressed:text-accent-ink coarse:min-h-10',
      )}
      title={isOffered ? 'Plans first, searches more, takes minutes' : 'Needs a real model'}
      aria-pressed={isOn}
      aria-disabled={!isOffered || undefined}
      onClick={() => isOffered && modeChoice.change(isOn ? undefined : 'thorough')}
    >
      <Telescope size={15} aria-hidden />
      <span className={isShort ? 'max-sm:sr-only' : 'max-2xs:sr-only'}>Thorough</span>
    </button>
  )
})

const EffortMenu = () => {
  const effort = useSyncExternalStore(effortChoice.subscribe, effortChoice.read, () => undefined)
  return (
    <SmallSelect
      label="Thinking"
      isWhole
      value={effort ?? ''}
      onChange={(value) => effortChoice.change(efforts.find((each) => each === value))}
    >
      <option value="">Thinking: default</option>
      {efforts.map((each) => (
        <option key={each} value={each}>
          {`Thinking: ${each}`}
        </option>
      ))}
    </SmallSelect>
  )
}

type SelectProps = {
  label: string
  value: string
  /** It keeps its width where there is little room. */
  isWhole?: boolean
  onChange(value: string): void
  children: ReactNode
}

/** A list of options, as wide as the chosen one where there is room. */
const SmallSelect = ({ label, value, isWhole, onChange, children }: SelectProps) => (
  <span
    className={cn(
      edge,
      'relative inline-flex items-center rounded-full text-ink-2 text-sm hover:bg-fill',
      isWhole ? 'flex-none' : 'min-w-0',
    )}
  >
    <select
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      className="field-sizing-content min-h-8 min-w-0 max-w-50 appearance-none text-ellipsis rounded-full pr-7.75 pl-2.5 *:bg-surface *:text-ink coarse:min-h-10"
    >
      {children}
    </select>
    <ChevronDown size={15} aria-hidden className="pointer-events-none absolute right-2.5" />
  </span>
)
