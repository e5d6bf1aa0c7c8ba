import '@/app/styles/thread.css'
import { preloadAnswer, preloadRenderer } from '@/components/answer/answer-section'
import { BusyContext, StoppingContext } from '@/components/context/thread-context'
import { preloadStepBody } from '@/components/run/call-step'
import { toTurnElementId } from '@/components/scroll/thread-frame'
import type { ChatSession, ChatState } from '@/lib/client/chat/chat-state'
import type { VersionStart } from '@/lib/client/chat/new-version'
import type { MessageId } from '@/lib/protocol/event'
import { isEnded } from '@/lib/run-view/state'
import { shownRun, type TurnView } from '@/lib/run-view/thread-view'
import { ThreadScroller } from './thread-scroller'
import { Turn } from './turn'
import { TurnBoundary } from './turn-frame'

export type ThreadProps = {
  chat: ChatSession
  state: ChatState
  /** The newest turn, in a replay as it is outside of it. */
  newest: TurnView | undefined
  /** The turn that has room under it. */
  roomTurn: MessageId | undefined
  /** The turn whose question is being edited. */
  editing: MessageId | undefined
  onEditing(messageId: MessageId | undefined): void
  onVersion(messageId: MessageId, start: VersionStart, modelId?: string): void
  /** Sends a follow-up question; without it none are offered. */
  onFollowUp?: ((question: string) => void) | undefined
}

/** The turns of a chat, from the first question to the newest answer. */
export const Thread = ({ chat, state, newest, roomTurn, editing, onEditing, onVersion, onFollowUp }: ThreadProps) => {
  const { thread, live, restored, clockSkewMs, earlier } = state
  const last = thread.turns.at(-1)
  return (
    <BusyContext value={live !== undefined}>
      <StoppingContext value={live?.stop === 'asked' ? live.runId : undefined}>
        <ThreadScroller
          firstTurn={toElementId(thread.turns[0])}
          lastTurn={toElementId(last)}
          newest={newest}
          hasEarlier={thread.earlier > 0}
          earlier={earlier}
          onEarlier={chat.loadEarlier}
        >
          {thread.turns.map((turn) => {
            const shown = shownRun(turn)
            return (
              <TurnBoundary key={turn.messageId} turn={turn}>
                <Turn
                  turn={turn}
                  isLast={turn === last}
                  hasRoom={turn === last && turn.messageId === roomTurn}
                  restoredSeq={(shown && restored[shown.runId]) ?? 0}
                  skewMs={shown && !isEnded(shown) ? clockSkewMs : 0}
                  onChoose={chat.choose}
                  isEditing={turn.messageId === editing}
                  onVersion={onVersion}
                  onEditing={onEditing}
                  onFollowUp={turn === last ? onFollowUp : undefined}
                  onTitle={chat.retitle}
                />
              </TurnBoundary>
            )
          })}
        </ThreadScroller>
      </StoppingContext>
    </BusyContext>
  )
}

/**
 * Loads what draws answers, since one that came in after its turn would move what is below it, and begins to load step bodies and the
 * rest of an answer. It never rejects.
 */
export const preloadParts = async (): Promise<void> => {
  loadCodeFace()
  await preloadRenderer()
  void preloadStepBody().then(preloadAnswer)
}

/** Fetches the face of calls and code before the first call is drawn, which would move sideways when the face comes in its place. */
const loadCodeFace = (): void => {
  const family = getComputedStyle(document.documentElement).getPropertyValue('--font-geist-mono')
  // Without it the browser's own face stays.
  if (family) void document.fonts?.load(`1em ${family}`).catch(() => undefined)
}

const toElementId = (turn: ChatState['thread']['turns'][number] | undefined): string | undefined =>
  turn && toTurnElementId(turn.messageId)
