import { Diff, Globe, TextAlignStart } from 'lucide-react'
import { Fragment } from 'react'
import type { Suggestion } from '@/lib/protocol/suggestion'

type Props = { suggestions: Suggestion[]; onSend(question: string): void }

/** Questions to begin with, each with the tools it will use as a small trail: the idea of the product before the first word. */
export const SuggestionList = ({ suggestions, onSend }: Props) => (
  <ul className="suggestions" aria-label="Suggestions">
    {suggestions.map(({ question, trail, words }) => (
      <li key={question}>
        <button type="button" onClick={() => onSend(question)}>
          {question}
          <span className="trail">
            {trail.map((icon, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a trail never changes
              <Fragment key={index}>
                {index > 0 && <i />}
                <TrailIcon icon={icon} />
              </Fragment>
            ))}
            <span>{words}</span>
          </span>
        </button>
      </li>
    ))}
  </ul>
)

const TrailIcon = ({ icon }: { icon: Suggestion['trail'][number] }) => {
  switch (icon) {
    case 'sum':
      return <Diff size={13} aria-hidden />
    case 'globe':
      return <Globe size={13} aria-hidden />
    case 'text':
      return <TextAlignStart size={13} aria-hidden />
  }
}
