import { CircleStop, Info, TriangleAlert, WifiOff, X } from 'lucide-react'
import { useEffect } from 'react'
import { useNow } from '@/components/context/clock'
import { startWords } from '@/components/thread/next-action'
import { CodeWords } from '@/components/ui/code-text'
import type { ChatActions, ChatState } from '@/lib/client/chat/chat-state'
import type { VersionStart } from '@/lib/client/chat/new-version'
import { keepToldHeldBack } from '@/lib/client/connection/dismissed-notices'
import type { MessageId } from '@/lib/protocol/event'
import { isCounting, type Notice, toNotice, toProblemNotice } from './notice'

type Props = {
  state: ChatState
  /** Why nothing could be asked or read when the page was made. */
  problem?: string | undefined
  isForgotten?: boolean
  actions: Pick<ChatActions, 'reconnect' | 'stop' | 'dismissFailure' | 'dismissHeldBack'>
  onVersion(turnId: MessageId, start: VersionStart): void
}

/** One at most, above the composer: what happened, what is saved, what can be done. Spoken by the `Announcer`. */
export const RunNotice = ({ state, problem, isForgotten, actions, onVersion }: Props) => {
  const now = useNow(isCounting(state))
  const notice = toNotice(state, now === 0 ? Date.now() : now, isForgotten) ?? toProblemNotice(problem)
  if (!notice) return null
  const turn = state.thread.turns.at(-1)
  const onStart = (action: 'continue' | 'regenerate') => turn && onVersion(turn.messageId, { action })
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for form controls
    <div className="notice" data-tone={notice.tone} role="group" aria-label="Notice">
      <NoticeIcon icon={notice.icon} />
      <span className="num">
        <CodeWords text={notice.text} />
      </span>
      <NoticeAction notice={notice} actions={actions} onStart={onStart} />
    </div>
  )
}

const NoticeIcon = ({ icon }: Pick<Notice, 'icon'>) => {
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

type ActionProps = { notice: Notice; actions: Props['actions']; onStart(action: 'continue' | 'regenerate'): void }

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
      const { label, title, action } = startWords[notice.action]
      return (
        <NoticeButton key={notice.action} title={title} onPress={() => onStart(action)}>
          {label}
        </NoticeButton>
      )
    }
    case 'dismiss':
      return <DismissButton key={notice.action} onPress={() => actions.dismissFailure()} />
    case 'about-proxies':
      return <AboutProxies key={notice.action} onDismiss={() => actions.dismissHeldBack()} />
    default:
      return null
  }
}

const DismissButton = ({ onPress }: { onPress(): void }) => (
  <button type="button" className="ib" aria-label="Dismiss" onClick={onPress}>
    <X size={14} aria-hidden />
  </button>
)

/** Once it was on screen, this browser was told. */
const AboutProxies = ({ onDismiss }: { onDismiss(): void }) => {
  useEffect(keepToldHeldBack, [])
  return (
    <>
      <a className="btn" href="/help/proxies" target="_blank" rel="noopener">
        About proxies
      </a>
      <DismissButton onPress={onDismiss} />
    </>
  )
}

const NoticeButton = ({ children, title, onPress }: { children: string; title?: string; onPress(): void }) => (
  <button type="button" className="btn" title={title} onClick={onPress}>
    {children}
  </button>
)
