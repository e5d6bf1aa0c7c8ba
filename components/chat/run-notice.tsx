import { cva } from 'class-variance-authority'
import { CircleStop, Info, TriangleAlert, WifiOff, X } from 'lucide-react'
import { useEffect } from 'react'
import { useNow } from '@/components/context/clock'
import { Button, button, IconButton } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { CodeText } from '@/components/ui/status'
import type { ChatActions, ChatState } from '@/lib/client/chat/chat-state'
import type { VersionStart } from '@/lib/client/chat/new-version'
import { answerNow, type NextStart, nextActions } from '@/lib/client/chat/next-action'
import { type ChatNotice, isCounting, toNotice, toProblemNotice } from '@/lib/client/chat/notice'
import { dismissBuffering } from '@/lib/client/connection/dismissed-notices'
import type { MessageId } from '@/lib/protocol/event'

export type RunNoticeProps = {
  state: ChatState
  /** Why nothing could be asked or read when the page was made. */
  problem?: string | undefined
  isForgotten?: boolean
  actions: Pick<ChatActions, 'reconnect' | 'stop' | 'dismissFailure' | 'dismissBufferingNotice'>
  onVersion(messageId: MessageId, start: VersionStart): void
}

const box = cva('mb-2 flex items-center gap-2.5 rounded-md border py-2.25 pr-2.5 pl-3.5 text-sm leading-[1.4]', {
  variants: {
    tone: {
      quiet: 'border-line bg-surface',
      warn: 'border-warn-line bg-warn-tint',
      danger: 'border-danger-line bg-danger-tint [&>svg]:text-danger',
    },
  },
})

/** One at most, above the composer: what happened, what is saved, what can be done. Spoken by the `Announcer`. */
export const RunNotice = ({ state, problem, isForgotten, actions, onVersion }: RunNoticeProps) => {
  const now = useNow(isCounting(state))
  const notice = toNotice(state, now === 0 ? Date.now() : now, isForgotten) ?? toProblemNotice(problem)
  if (!notice) return null
  const turn = state.thread.turns.at(-1)
  // With two things to press, the words have the first line of a phone to themselves.
  const hasTwo = notice.action === 'about-proxies' || notice.canAnswerNow === true
  const onStart = (action: NextStart) => turn && onVersion(turn.messageId, { action })
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for form controls
    <div role="group" aria-label="Notice" className={box({ tone: notice.tone, className: hasTwo && 'max-sm:flex-wrap' })}>
      <NoticeIcon icon={notice.icon} />
      <span className={cn('min-w-0 tabular-nums wrap-anywhere', hasTwo && 'max-sm:flex-[1_0_calc(100%-26px)]')}>
        <CodeText text={notice.text} />
      </span>
      {notice.canAnswerNow ? (
        <span className="ml-auto flex flex-none gap-2">
          <NoticeButton title={answerNow.title} onPress={() => onStart(answerNow.action)}>
            {answerNow.label}
          </NoticeButton>
          <NoticeAction notice={notice} actions={actions} onStart={onStart} />
        </span>
      ) : (
        <NoticeAction notice={notice} actions={actions} onStart={onStart} />
      )}
    </div>
  )
}

const NoticeIcon = ({ icon }: Pick<ChatNotice, 'icon'>) => {
  switch (icon) {
    case 'alert':
      return <TriangleAlert size={16} aria-hidden />
    case 'offline':
      return <WifiOff size={16} aria-hidden />
    case 'stopped':
      return <CircleStop size={16} aria-hidden />
    case 'info':
      return <Info size={16} aria-hidden />
  }
}

type ActionProps = { notice: ChatNotice; actions: RunNoticeProps['actions']; onStart(action: NextStart): void }

/** Keyed, so that a press meant for one action cannot land on the next one, which has taken its place. */
const NoticeAction = ({ notice, actions, onStart }: ActionProps) => {
  switch (notice.action) {
    case 'retry-now':
      return (
        <NoticeButton key={notice.action} onPress={() => actions.reconnect()}>
          Retry now
        </NoticeButton>
      )
    case 'stop-again':
      return (
        <NoticeButton key={notice.action} onPress={() => actions.stop()}>
          Try again
        </NoticeButton>
      )
    case 'read-again':
      return (
        <NoticeButton key={notice.action} onPress={() => actions.reconnect()}>
          Try again
        </NoticeButton>
      )
    case 'load-again':
      return (
        <NoticeButton key={notice.action} onPress={() => location.reload()}>
          Try again
        </NoticeButton>
      )
    case 'continue':
    case 'answer-again':
    case 'try-again':
    case 'run-again': {
      const { label, title, action } = nextActions[notice.action]
      return (
        <NoticeButton key={notice.action} title={title} onPress={() => onStart(action)}>
          {label}
        </NoticeButton>
      )
    }
    case 'dismiss':
      return <DismissButton key={notice.action} onPress={() => actions.dismissFailure()} />
    case 'about-proxies':
      return <AboutProxies key={notice.action} onDismiss={() => actions.dismissBufferingNotice()} />
    default:
      return null
  }
}

const DismissButton = ({ onPress }: { onPress(): void }) => (
  <IconButton label="Dismiss" size="sm" className="ml-auto" onClick={onPress}>
    <X size={14} aria-hidden />
  </IconButton>
)

/** Once it was on screen it is not shown again in this browser. */
const AboutProxies = ({ onDismiss }: { onDismiss(): void }) => {
  useEffect(dismissBuffering, [])
  return (
    <>
      <a
        className={button({ size: 'sm', className: 'ml-auto max-sm:ml-6.5' })}
        href="/help/proxies"
        target="_blank"
        rel="noopener"
      >
        About proxies
      </a>
      <DismissButton onPress={onDismiss} />
    </>
  )
}

const NoticeButton = ({ children, title, onPress }: { children: string; title?: string; onPress(): void }) => (
  <Button size="sm" className="ml-auto" title={title} onClick={onPress}>
    {children}
  </Button>
)
