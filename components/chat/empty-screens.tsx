import { Clock3, Diff, Globe, TextAlignStart } from 'lucide-react'
import { Fragment } from 'react'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { MessageScreen, MessageText } from '@/components/ui/message-page'
import { errorTable } from '@/lib/protocol/error'
import type { Suggestion } from '@/lib/protocol/suggestion'

/** What the app is for, before the first question. */
export const Intro = () => (
  <div className="mx-auto w-full max-w-194 px-6 max-sm:px-4 max-sm:pt-2">
    <h1 className="mb-2 text-balance font-semibold text-display leading-[1.15] tracking-display max-sm:text-[1.6875rem]">
      What should we work out?
    </h1>
    <p className="mb-6.5 max-w-[52ch] text-ink-2 text-md max-sm:mb-4.5">
      Ask anything. Every search, sum and source appears here as it happens, before the answer.
    </p>
  </div>
)

type Props = { suggestions: Suggestion[]; onSend(question: string): void }

/** Questions to begin with, each with the tools it will use as a small trail: the idea of the product before the first word. */
export const Suggestions = ({ suggestions, onSend }: Props) => (
  <ul
    aria-label="Suggestions"
    className="mx-auto mt-4 grid w-full max-w-194 grid-cols-2 gap-2.5 px-6 max-sm:mt-0 max-sm:mb-3.5 max-sm:grid-cols-1 max-sm:gap-0 max-sm:px-4"
  >
    {suggestions.map((suggestion) => (
      <li key={suggestion.question}>
        <SuggestionButton {...suggestion} onSend={onSend} />
      </li>
    ))}
  </ul>
)

/** A card; on a phone a row under a line. */
const SuggestionButton = ({ question, trail, words, onSend }: Suggestion & Pick<Props, 'onSend'>) => (
  <button
    type="button"
    className={cn(
      'flex size-full min-h-24 flex-col justify-between gap-2.75 px-3.75 pt-3.5 pb-3.25 text-left leading-[1.42]',
      'rounded-lg border border-line transition-colors hover:border-line-2 hover:bg-surface',
      'max-sm:min-h-0 max-sm:gap-1.5 max-sm:rounded-none max-sm:border-x-0 max-sm:border-b-0 max-sm:px-0.5 max-sm:py-3',
    )}
    onClick={() => onSend(question)}
  >
    {question}
    <span className="flex items-center gap-1.5 text-ink-3 text-xs">
      {trail.map((icon, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a trail never changes
        <Fragment key={index}>
          {index > 0 && <i className="h-px w-2.5 bg-line-2" />}
          <TrailIcon icon={icon} />
        </Fragment>
      ))}
      <span className="ml-0.75">{words}</span>
    </span>
  </button>
)

const TrailIcon = ({ icon }: { icon: Suggestion['trail'][number] }) => {
  switch (icon) {
    case 'sum':
      return <Diff size={13} aria-hidden />
    case 'globe':
      return <Globe size={13} aria-hidden />
    case 'clock':
      return <Clock3 size={13} aria-hidden />
    case 'text':
      return <TextAlignStart size={13} aria-hidden />
  }
}

/** Why there is no chat at an address: none of this visitor, the browser did not say who they are, or another window deleted it. */
export type UnknownReason = 'missing' | 'no-cookie' | 'deleted'

/** What is shown, and announced, where another window has deleted the chat. */
export const deletedTitle = 'This chat was deleted in another tab.'

type UnknownThreadProps = {
  /** False where the server keeps no chats, and each browser its own. */
  keepsHistory: boolean
  reason: UnknownReason
  onNewChat(): void
}

const focusElement = (element: HTMLElement | null) => element?.focus()

/** For an address that holds no chat, or holds none any more. */
export const UnknownThread = ({ keepsHistory, reason, onNewChat }: UnknownThreadProps) => (
  <MessageScreen
    // What had the focus is gone with the chat.
    titleRef={reason === 'deleted' ? focusElement : undefined}
    title={reason === 'deleted' ? deletedTitle : errorTable['not-found'].message}
    action={
      <Button variant="primary" onClick={onNewChat}>
        New chat
      </Button>
    }
  >
    {reason === 'deleted' && <MessageText>For a few seconds after that, Undo in that tab brings it back.</MessageText>}
    {!keepsHistory && reason !== 'deleted' && (
      <MessageText>
        Chats are saved in the browser you used, so a chat from another device or a private window is not here.
      </MessageText>
    )}
    {keepsHistory && reason === 'no-cookie' && (
      <MessageText>
        Your chats are tied to a cookie in your browser, and this browser sent none. If this chat is yours, cookies were cleared
        or blocked: allow cookies for this site, so that your next chats are saved.
      </MessageText>
    )}
  </MessageScreen>
)
