import type { ReactNode } from 'react'
import type { Suggestion } from '@/lib/protocol/suggestion'
import { SuggestionList } from './suggestion-list'

type Props = { suggestions: Suggestion[]; onSend(question: string): void /** The dock. */; children: ReactNode }

/** Before the first question. On a phone the composer goes to the bottom, which is the style sheet's doing. */
export const EmptyScreen = ({ suggestions, onSend, children }: Props) => (
  <div className="empty">
    <div className="intro">
      <h1>What should we work out?</h1>
      <p>Ask anything. Every search, sum and source appears here as it happens, before the answer.</p>
    </div>
    {children}
    <SuggestionList suggestions={suggestions} onSend={onSend} />
  </div>
)
