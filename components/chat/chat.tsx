import { useCallback, useEffect, useMemo, useState } from 'react'
import { preloadAnswer } from '@/components/answer/answer-section'
import { copyText } from '@/components/answer/copy-text'
import { toMarkdown } from '@/components/answer/to-markdown'
import { BusyContext } from '@/components/run/busy'
import { preloadStepBody } from '@/components/run/late-step-body'
import { type Chat as ChatOfThread, type ChatState, shownRun } from '@/lib/client/chat-state'
import type { VersionStart } from '@/lib/client/new-version'
import { useChat } from '@/lib/client/use-chat'
import type { MessageId, ModelName } from '@/lib/protocol/event'
import type { Suggestion } from '@/lib/protocol/suggestion'
import { isEnded } from '@/lib/view/run-view'
import { toTitle } from '@/lib/view/thread-view'
import { Announcer } from './announcer'
import { composerId } from './composer-id'
import { Dock } from './dock'
import { EmptyScreen } from './empty-screen'
import { newChatDraft } from './local-draft'
import { MessagePage } from './message-page'
import { lastRun } from './notice'
import { isTouch } from './pointer'
import { RunNotice } from './run-notice'
import { RunPill } from './run-pill'
import { ThreadHeader } from './thread-header'
import { ThreadScroller } from './thread-scroller'
import { ThreadSkeleton } from './thread-skeleton'
import { Turn, toTurnElementId } from './turn'
import { UnknownThread } from './unknown-thread'
import { useAway } from './use-away'
import { useKeptQueue } from './use-kept-queue'
import { useShortcuts } from './use-shortcuts'

export type ChatProps = {
  chat: ChatOfThread
  /** Nothing was asked under this id when the screen opened. */
  isNew: boolean
  /** Shown until the thread has been read; may be empty. */
  knownTitle: string
  models: ModelName[]
  modelId: string
  suggestions: Suggestion[]
  /** False where chats are gone when the server ends. */
  keepsHistory: boolean
  onModel(modelId: string): void
  onNewChat(): void
  /** The server has the first question of a new chat: it has an address from now on. */
  onStarted(): void
}

/** One chat on screen, and the one component that reads its state: all others are given a part of it and draw it. */
export const Chat = (props: ChatProps) => {
  const { chat, isNew, knownTitle, models, modelId, suggestions, keepsHistory, onModel, onNewChat, onStarted } = props
  const state = useChat(chat)
  const { thread, live, queued, failure } = state
  const run = lastRun(state)
  const title = toThreadTitle(state, knownTitle)
  const roomTurn = useRoomTurn(state)
  const [said, setSaid] = useState<{ text: string }>()

  const isStarted = isNew && run !== undefined && run.lastSeq > 0
  useEffect(() => {
    if (isStarted) onStarted()
  }, [isStarted, onStarted])

  // Here before the first answer is, so that its words do not wait for their renderer.
  useEffect(() => void preloadStepBody().then(preloadAnswer), [])

  const send = useCallback((text: string) => chat.send(text, modelId), [chat, modelId])
  const [editing, setEditing] = useState<MessageId>()
  const startVersion = useCallback(
    (turnId: MessageId, start: VersionStart) => {
      setEditing(undefined)
      chat.newVersion(turnId, start, modelId)
      // The button that was pressed goes with the version that it stood in.
      if (!isTouch()) focusComposer()
    },
    [chat, modelId],
  )
  const lastTurnId = thread.turns.at(-1)?.messageId
  const canEdit = lastTurnId !== undefined && live === undefined
  const editLast = useMemo(() => (canEdit ? () => setEditing(lastTurnId) : undefined), [canEdit, lastTurnId])
  const answer = run && isEnded(run) ? run.answer : undefined
  const copyAnswer = async () => {
    if (answer && run && (await copyText(toMarkdown(answer.text, run.sources, location.origin))))
      setSaid({ text: 'Answer copied.' })
  }
  useShortcuts({
    onStop: live && chat.stop,
    onFocusComposer: focusComposer,
    onNewChat,
    onCopyAnswer: answer && (() => void copyAnswer()),
  })
  useAway(title, run)

  const isEmpty = thread.turns.length === 0 && !state.loading
  const draftKey = isNew && isEmpty ? newChatDraft : chat.threadId
  // By its own key only once the chat has an address to be found at after a reload.
  const isKnown = !isNew || thread.turns.some(({ versions }) => versions.some(({ lastSeq }) => lastSeq > 0))
  useKeptQueue(isKnown ? chat.threadId : newChatDraft, queued)

  if (failure?.code === 'not-found' && thread.turns.length === 0 && !isNew) {
    return (
      <MessagePage>
        <UnknownThread keepsHistory={keepsHistory} />
      </MessagePage>
    )
  }

  const dock = (
    <Dock
      key={chat.threadId}
      draftKey={draftKey}
      placeholder={isEmpty ? 'Ask a question' : 'Ask a follow-up'}
      running={live !== undefined}
      queued={queued}
      isOffline={state.connection.name === 'offline'}
      returned={failure?.text === undefined ? state.returned : failure}
      models={models}
      modelId={modelId}
      onModel={onModel}
      onSend={send}
      onStop={chat.stop}
      onUnqueue={chat.unqueue}
      onEditLast={editLast}
      keepsHistory={keepsHistory}
      notice={<RunNotice state={state} actions={chat} onVersion={startVersion} />}
    />
  )
  return (
    <div className="chat">
      <a
        href={`#${composerId}`}
        className="skip"
        onClick={(event) => {
          event.preventDefault()
          focusComposer()
        }}
      >
        Skip to the message field
      </a>
      <ThreadHeader title={isEmpty ? undefined : title} onNewChat={onNewChat}>
        {run && <RunPill run={run} line={state.connection.name} skewMs={state.clockSkewMs} />}
      </ThreadHeader>
      <main>
        {isEmpty ? (
          <EmptyScreen suggestions={suggestions} onSend={send}>
            {dock}
          </EmptyScreen>
        ) : (
          <>
            {state.loading ? (
              <ThreadSkeleton />
            ) : (
              <BusyContext value={live !== undefined}>
                <ThreadScroller
                  firstTurn={toElementId(thread.turns[0])}
                  lastTurn={toElementId(thread.turns.at(-1))}
                  news={thread}
                  hasEarlier={thread.earlier > 0}
                  earlier={state.earlier}
                  onEarlier={chat.loadEarlier}
                >
                  {thread.turns.map((turn, index) => {
                    const shown = shownRun(turn)
                    return (
                      <Turn
                        key={turn.messageId}
                        turn={turn}
                        isLast={index === thread.turns.length - 1}
                        hasRoom={index === thread.turns.length - 1 && turn.messageId === roomTurn}
                        restoredSeq={(shown && state.restored[shown.runId]) ?? 0}
                        skewMs={shown && !isEnded(shown) ? state.clockSkewMs : 0}
                        onChoose={chat.choose}
                        isEditing={turn.messageId === editing}
                        onVersion={startVersion}
                        onEditing={setEditing}
                      />
                    )
                  })}
                </ThreadScroller>
              </BusyContext>
            )}
            {dock}
          </>
        )}
      </main>
      <Announcer state={state} said={said} />
    </div>
  )
}

const focusComposer = () => document.getElementById(composerId)?.focus()

/** The newest turn that was under way while this screen was open: it keeps room under itself from then on. */
const useRoomTurn = ({ live }: ChatState): MessageId | undefined => {
  const [roomTurn, setRoomTurn] = useState<MessageId>()
  if (live && live.turnId !== roomTurn) setRoomTurn(live.turnId)
  return live?.turnId ?? roomTurn
}

/** `undefined` for a chat without a question. */
const toThreadTitle = ({ thread, loading }: ChatState, knownTitle: string): string | undefined => {
  const [first] = thread.turns
  if (first) return thread.title || toTitle(first.question)
  return loading ? knownTitle : undefined
}

const toElementId = (turn: ChatState['thread']['turns'][number] | undefined): string | undefined =>
  turn && toTurnElementId(turn.messageId)
