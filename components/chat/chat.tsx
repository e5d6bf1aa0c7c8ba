import { type ReactNode, useCallback, useEffect, useMemo, useState } from 'react'
import { composerId } from '@/components/composer/question-field'
import { useSavedQueue } from '@/components/composer/queue'
import { useCommand } from '@/components/context/command-registry'
import { InspectorContext, ModelsContext } from '@/components/context/thread-context'
import { InspectorToggle, LazyInspector } from '@/components/inspector/lazy-inspector'
import { useInspector } from '@/components/inspector/use-inspector'
import { LazyReplayBar, ReplayBadge } from '@/components/replay/lazy-replay-bar'
import { ReplayScope, useReplay } from '@/components/replay/use-replay'
import { ShareButton } from '@/components/share/share-button'
import { LazyThread, preloadThread } from '@/components/thread/lazy-thread'
import { PageFrame, PageMain } from '@/components/ui/page-frame'
import { isTouch } from '@/components/ui/screen'
import { type ChatSession, type ChatState, findChatTitle } from '@/lib/client/chat/chat-state'
import { newChatDraft, toFirstQuestionKey } from '@/lib/client/chat/local-draft'
import type { VersionStart } from '@/lib/client/chat/new-version'
import { useStore } from '@/lib/client/store/use-store'
import type { DocumentLimits } from '@/lib/protocol/document'
import type { AskedFile, MessageId, Ms } from '@/lib/protocol/event'
import type { OfferedModel } from '@/lib/protocol/model-offer'
import type { Suggestion } from '@/lib/protocol/suggestion'
import { isEnded, type RunView } from '@/lib/run-view/state'
import { countFiles, lastRun } from '@/lib/run-view/thread-view'
import { ComposerArea } from './composer-area'
import { deletedTitle, Intro, Suggestions, type UnknownReason, UnknownThread } from './empty-screens'
import { LazyAnnouncer, LazyRunNotice } from './lazy-announcer'
import { RunBadge, ThreadHeader } from './thread-header'

export type ChatProps = {
  chat: ChatSession
  /** Nothing was asked under this id when the screen opened. */
  isNew: boolean
  /** As the list of conversations has it, or the server had it; empty where neither knows. */
  knownTitle: string
  /** The way to the conversations, for the header. */
  menu: ReactNode
  models: OfferedModel[]
  modelId: string
  /** A visitor may bring a key, or an address, of their own. */
  canBringOwn: boolean
  suggestions: Suggestion[]
  /** What the demo model finds its answers in, in words. */
  demoAnswersFrom: string
  /** False where chats are gone when the server ends. */
  keepsHistory: boolean
  /** Answers are followed by questions to go on with. */
  suggestsFollowUps: boolean
  /** What files the server keeps with a chat, if it keeps any. */
  documents?: DocumentLimits | undefined
  /** Why nothing could be asked or read when the page was made. */
  problem?: string | undefined
  /** This browser cannot find the chat again. */
  isForgotten: boolean
  /** Another window has deleted it. */
  isDeleted: boolean
  /** The server had no chat for this address when the page was made, and why. */
  unknown?: UnknownReason | undefined
  onModel(modelId: string): void
  onNewChat(): void
  /** The server has the first question of a new chat: it has an address from now on. */
  onStarted(): void
}

/** One chat on screen, and the one component that reads its state: all others are given a part of it and draw it. */
export const Chat = (props: ChatProps) => {
  const { chat, isNew, knownTitle, menu, models, modelId, suggestions, keepsHistory, problem, onModel, onNewChat, onStarted } =
    props
  const state = useStore(chat)
  const { thread, live, queued, failure } = state
  const run = lastRun(thread)
  const title = findChatTitle(state, knownTitle)
  const roomTurn = useRoomTurn(state)
  const [said, setSaid] = useState<{ text: string }>()

  const isStarted = isNew && run !== undefined && run.lastSeq > 0
  useEffect(() => {
    if (isStarted) onStarted()
  }, [isStarted, onStarted])

  useEffect(() => void preloadThread(), [])

  const send = useCallback((text: string, files?: AskedFile[]) => chat.send(text, modelId, files), [chat, modelId])
  const sendSuggestion = (text: string) => {
    send(text)
    // The button that was pressed goes with the suggestions.
    if (!isTouch()) focusComposer()
  }
  const [editing, setEditing] = useState<MessageId>()
  const startVersion = useCallback(
    (messageId: MessageId, start: VersionStart, otherModelId = modelId) => {
      setEditing(undefined)
      chat.newVersion(messageId, start, otherModelId)
      // The button that was pressed goes with the version that it stood in.
      if (!isTouch()) focusComposer()
    },
    [chat, modelId],
  )
  const lastMessageId = thread.turns.at(-1)?.messageId
  const canEdit = lastMessageId !== undefined && live === undefined
  const editLast = useMemo(() => (canEdit ? () => setEditing(lastMessageId) : undefined), [canEdit, lastMessageId])
  const answer = run && isEnded(run) ? run.answer : undefined
  const copyAnswer = async () => {
    if (!answer || !run) return
    // Its code came with the answer.
    const { copyMarkdown } = await import('@/components/answer/copy-answer')
    if (await copyMarkdown(answer.text, run)) setSaid({ text: 'Answer copied.' })
  }
  const replay = useReplay(state)
  const { shown, played } = replay
  const details = useInspector(shown, replay.playedRunId)
  const hasDetails = run !== undefined || state.loading
  const isStopping = live?.stop === 'asked'
  useCommand('stop', live && !isStopping ? chat.stop : undefined)
  useCommand('end-replay', live ? undefined : replay.onEnd)
  useCommand('focus-composer', focusComposer)
  useCommand('copy-answer', answer && (() => void copyAnswer()))
  useCommand('details', hasDetails ? details.onToggle : undefined)

  // A chat that could not be read is not a new one.
  const isUnread = !isNew && failure !== undefined
  const isEmpty = thread.turns.length === 0 && !state.loading && !isUnread
  const draftKey = isNew && isEmpty ? newChatDraft : chat.threadId
  // By its own key only once the chat has an address to be found at after a reload.
  const isKnown = !isNew || thread.turns.some(({ versions }) => versions.some(({ lastSeq }) => lastSeq > 0))
  useSavedQueue(isKnown ? chat.threadId : toFirstQuestionKey(chat.threadId), chat.threadId, state)

  const deletedNotice = useMemo(() => (props.isDeleted ? { text: deletedTitle } : undefined), [props.isDeleted])
  const isUnknown = failure ? failure.code === 'not-found' : props.unknown !== undefined && state.loading
  if (props.isDeleted || (isUnknown && thread.turns.length === 0 && !isNew)) {
    return (
      <PageFrame>
        <ThreadHeader menu={menu} onNewChat={onNewChat} />
        <PageMain>
          <UnknownThread
            keepsHistory={keepsHistory}
            reason={props.isDeleted ? 'deleted' : (props.unknown ?? 'missing')}
            onNewChat={onNewChat}
          />
        </PageMain>
        {/* It has the title of the tab, which another chat may have left. */}
        <LazyAnnouncer state={state} title={props.isDeleted ? undefined : title} said={deletedNotice} />
      </PageFrame>
    )
  }

  const composer = (
    <ComposerArea
      key={chat.threadId}
      threadId={chat.threadId}
      takesFiles={props.documents !== undefined}
      fileCount={countFiles(thread)}
      draftKey={draftKey}
      isFirst={isEmpty}
      running={live !== undefined}
      isStopping={isStopping}
      queued={queued}
      isOffline={state.connection.name === 'offline'}
      isHeld={state.held !== undefined}
      returned={failure?.text === undefined ? state.returned : failure}
      models={models}
      modelId={modelId}
      canBringOwn={props.canBringOwn}
      demoAnswersFrom={props.demoAnswersFrom}
      onModel={onModel}
      onSend={send}
      onStop={chat.stop}
      onUnqueue={chat.unqueue}
      onEditLast={editLast}
      keepsHistory={keepsHistory}
      isReplay={played !== undefined}
      notice={
        replay.phase && replay.onEnd ? (
          <LazyReplayBar phase={replay.phase} onEnd={replay.onEnd} />
        ) : (
          <LazyRunNotice
            state={state}
            problem={problem}
            isForgotten={props.isForgotten}
            actions={chat}
            onVersion={startVersion}
          />
        )
      }
    />
  )
  return (
    <ReplayScope replay={replay}>
      <PageFrame hasDetails={hasDetails && details.isOpen}>
        <ThreadHeader
          title={isEmpty ? undefined : title}
          menu={menu}
          onNewChat={onNewChat}
          details={hasDetails && <InspectorToggle isOpen={details.isOpen} onToggle={details.onToggle} />}
        >
          {played ? (
            <ReplayBadge startedAt={played.tape.startedAt} />
          ) : (
            run && <RunBadge run={run} connection={state.connection.name} isStopping={isStopping} skewMs={state.clockSkewMs} />
          )}
          {!isEmpty && (
            <ShareButton
              name="Share chat"
              what={{ kind: 'thread', ...thread }}
              isReady={thread.turns.some(({ versions }) => versions.some(isEnded))}
              earlier={{ state: state.earlier, onLoad: chat.loadEarlier }}
            />
          )}
        </ThreadHeader>
        {/* The composer stays the same element whatever stands above it, so that nothing which is being written is lost. */}
        <PageMain
          className={isEmpty ? 'overflow-y-auto pb-[6vh] before:flex-1 after:flex-1 max-sm:pb-0 max-sm:after:hidden' : undefined}
        >
          {isEmpty ? (
            <Intro />
          ) : (
            <InspectorContext value={details.forThread}>
              <ModelsContext value={models}>
                <LazyThread
                  chat={chat}
                  state={shown}
                  newest={thread.turns.at(-1)}
                  roomTurn={roomTurn}
                  editing={editing}
                  onEditing={setEditing}
                  onVersion={startVersion}
                  onFollowUp={props.suggestsFollowUps && !played ? sendSuggestion : undefined}
                />
              </ModelsContext>
            </InspectorContext>
          )}
          {composer}
          {isEmpty && <Suggestions suggestions={suggestions} onSend={sendSuggestion} />}
        </PageMain>
        {hasDetails && details.isOpen && (
          <LazyInspector details={details} skewMs={skewOf(details.run, shown)} isReplay={played !== undefined} />
        )}
        <LazyAnnouncer state={state} title={title} said={said} />
      </PageFrame>
    </ReplayScope>
  )
}

/** The clock skew for a run on screen; none for a run that has ended, since its times are all from the server. */
const skewOf = (run: RunView | undefined, { clockSkewMs }: ChatState): Ms => (run && !isEnded(run) ? clockSkewMs : 0)

const focusComposer = () => document.getElementById(composerId)?.focus()

/** The newest turn that was under way while this screen was open: it keeps room under itself from then on. */
const useRoomTurn = ({ live }: ChatState): MessageId | undefined => {
  const [roomTurn, setRoomTurn] = useState<MessageId>()
  if (live && live.messageId !== roomTurn) setRoomTurn(live.messageId)
  return live?.messageId ?? roomTurn
}
