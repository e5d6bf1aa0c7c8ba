import { ChevronDown } from 'lucide-react'
import type { ModelName } from '@/lib/protocol/event'

type Props = { models: ModelName[]; modelId: string; onModel(modelId: string): void }

/** Which model answers next; with only one, its name. A native list: it works with every keyboard, finger and reader. */
export const ModelMenu = ({ models, modelId, onModel }: Props) => {
  const [only, second] = models
  if (!second) return <span className="model">{only?.label}</span>
  return (
    <span className="model" data-choice>
      <select aria-label="Model" value={modelId} onChange={(event) => onModel(event.target.value)}>
        {models.map(({ id, label }) => (
          <option key={id} value={id}>
            {label}
          </option>
        ))}
      </select>
      <ChevronDown size={15} aria-hidden />
    </span>
  )
}
