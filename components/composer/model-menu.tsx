import { ChevronDown } from 'lucide-react'
import { type ReactNode, useSyncExternalStore } from 'react'
import { cn } from '@/components/ui/cn'
import { changeEffort, readEffort, subscribeToEffort } from '@/lib/client/chat/effort'
import { efforts, type OfferedModel } from '@/lib/protocol/model-offer'

type Props = { models: OfferedModel[]; modelId: string; onModel(modelId: string): void }

/** Which model answers next, and how much it thinks. Native lists work with every keyboard, touch screen and screen reader. */
export const ModelMenu = ({ models, modelId, onModel }: Props) => (
  <>
    {models.find(({ id }) => id === modelId)?.takesEffort && <EffortMenu />}
    {models.length < 2 ? (
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

const EffortMenu = () => {
  const effort = useSyncExternalStore(subscribeToEffort, readEffort, () => undefined)
  return (
    <SmallSelect
      label="Thinking"
      isWhole
      value={effort ?? ''}
      onChange={(value) => changeEffort(efforts.find((each) => each === value))}
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
