import { SquarePen } from 'lucide-react'
import { type ComponentProps, memo, type ReactNode, useEffect, useState } from 'react'
import { useNow } from '@/components/context/clock'
import { ariaKeys } from '@/components/context/commands'
import { IconButton } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { Brand, PageHeader, PageTitle, ThemeToggle } from '@/components/ui/page-frame'
import { Badge } from '@/components/ui/status'
import type { Ms, RunId } from '@/lib/protocol/event'
import { type ConnectionState, elapsedOf, formatDuration, formatRunBadge, stoppingNotice } from '@/lib/run-view/format-run'
import { isEnded, type RunView } from '@/lib/run-view/state'

type Props = {
  /** The thread's title; without one this is the header of the empty screen. */
  title?: string | undefined
  /** The way to the conversations, where they are not beside the page. */
  menu: ReactNode
  onNewChat(): void
  /** The badge of the run, and what can be done with the thread. */
  children?: ReactNode
  /** The button of the run details. */
  details?: ReactNode
}

/** Where the sidebar stands beside the page, it has the same. */
const besideSidebar = cn('lg:in-data-[sidebar=shown]:hidden')

/** The title, what the run does, the run details, the theme; where the sidebar is not shown also the way to it, home and to a new chat. */
export const ThreadHeader = ({ title, menu, onNewChat, children, details }: Props) => (
  <PageHeader isLined={title !== undefined}>
    {menu}
    {title === undefined ? (
      <div className={cn('max-lg:hidden', besideSidebar)}>
        <Brand onHome={onNewChat} />
      </div>
    ) : (
      <PageTitle title={title} />
    )}
    <span className="flex-1" />
    {children}
    {title !== undefined && <NewChatButton onNewChat={onNewChat} />}
    {details}
    <ThemeToggle />
  </PageHeader>
)

/** The words of an answer change nothing here, as in the other buttons of the header. */
const NewChatButton = memo(({ onNewChat }: Pick<Props, 'onNewChat'>) => (
  <IconButton label="New chat" className={besideSidebar} aria-keyshortcuts={ariaKeys('new-chat')} onClick={onNewChat}>
    <SquarePen size={16} aria-hidden />
  </IconButton>
))

type BadgeProps = { run: RunView; connection: ConnectionState; isStopping: boolean; skewMs: Ms }

/** How long an ending is shown; endings that are not here stay. */
const shownMs: Partial<Record<RunView['state']['name'], Ms>> = { done: 2000, stopped: 4000 }

const dots: Partial<Record<RunView['state']['name'] | 'reconnecting', ComponentProps<typeof Badge>['dot']>> = {
  working: 'accent',
  answering: 'accent',
  reconnecting: 'warn',
  interrupted: 'warn',
  failed: 'danger',
  done: 'ok',
}

/** What the run does, in a word, with its clock. Screen readers do not read it: the `Announcer` says the same without ticking. */
export const RunBadge = ({ run, connection, isStopping, skewMs }: BadgeProps) => {
  const ended = isEnded(run)
  const now = useNow(!ended)
  const gone = useGone(run)
  if (gone) return null

  const { name } = run.state
  const hasClock = name === 'working' || name === 'answering' || name === 'done'
  const isConnected = ended || connection === 'open' || connection === 'connecting'
  const state = isConnected ? name : 'reconnecting'
  return (
    <Badge
      state={state}
      dot={dots[state] ?? 'quiet'}
      isSteady={state === 'connecting' || state === 'working' || state === 'answering'}
      clock={hasClock && isConnected ? formatDuration(elapsedOf(run, now === 0 ? run.lastEventAt : now + skewMs)) : undefined}
      // A connection that is quick to come is not worth a word.
      className={state === 'connecting' ? 'animate-[appear_1ms_300ms_backwards]' : undefined}
    >
      {isStopping && isConnected ? stoppingNotice : formatRunBadge(run, connection)}
    </Badge>
  )
}

/** True once an ending has been shown for long enough, and at once for a run that ended before it was seen here. */
const useGone = (run: RunView): boolean => {
  const [seenLive, setSeenLive] = useState<RunId>()
  const [goneRun, setGoneRun] = useState<RunId>()
  const ended = isEnded(run)
  const span = shownMs[run.state.name]
  const { runId } = run
  if (!ended && seenLive !== runId) setSeenLive(runId)

  useEffect(() => {
    if (!ended || span === undefined) return
    const timer = setTimeout(() => setGoneRun(runId), span)
    return () => clearTimeout(timer)
  }, [ended, span, runId])

  return span !== undefined && (goneRun === runId || seenLive !== runId)
}
