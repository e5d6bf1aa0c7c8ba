import { ChevronDown } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { changeEffort, readEffort, subscribeToEffort } from '@/lib/client/chat/effort'
import { efforts, type OfferedModel } from '@/lib/protocol/model-offer'

type Props = { models: OfferedModel[]; modelId: string; onModel(modelId: string): void }

/** Which model answers next, and how long it thinks. Native lists: they work with every keyboard, finger and reader. */
export const ModelMenu = ({ models, modelId, onModel }: Props) => (
  <>
    {models.find(({ id }) => id === modelId)?.takesEffort && <EffortMenu />}
    {models.length < 2 ? (
      <span className="model" data-slot="model">
        {models[0]?.label}
      </span>
    ) : (
      <span className="model" data-slot="model" data-choice>
        <select aria-label="Model" value={modelId} onChange={(event) => onModel(event.target.value)}>
          {models.map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </select>
        <ChevronDown size={15} aria-hidden />
      </span>
    )}
  </>
)

const words = { low: 'Thinks little', medium: 'Thinks more', high: 'Thinks long' }

const EffortMenu = () => {
  const effort = useSyncExternalStore(subscribeToEffort, readEffort, () => undefined)
  return (
    <span className="model" data-choice>
      <select
        aria-label="Thinking"
        value={effort ?? ''}
        onChange={({ target }) => changeEffort(efforts.find((each) => each === target.value))}
      >
        <option value="">Thinks as usual</option>
        {efforts.map((each) => (
          <option key={each} value={each}>
            {words[each]}
          </option>
        ))}
      </select>
      <ChevronDown size={15} aria-hidden />
    </span>
  )
}
