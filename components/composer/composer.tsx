import { ArrowUp } from 'lucide-react'
import { type KeyboardEvent, type MouseEvent, useEffect, useEffectEvent, useId, useState } from 'react'
import { addFiles } from '@/components/context/chat-files'
import { ariaKeys } from '@/components/context/commands'
import { cn } from '@/components/ui/cn'
import { isTouch } from '@/components/ui/screen'
import { Spinner } from '@/components/ui/status'
import type { QueuedMessage } from '@/lib/client/chat/chat-state'
import { joinTexts } from '@/lib/client/chat/local-draft'
import type { AskedFile, MessageId, ThreadId } from '@/lib/protocol/event'
import { isBlank } from '@/lib/protocol/is-blank'
import type { OfferedModel } from '@/lib/protocol/model-offer'
import { stoppingNotice } from '@/lib/run-view/format-run'
import { ModelMenu } from './model-menu'
import { composerId, fieldBox, fieldText, isComposing, isSendKey, measureQuestion, usePasteLimit } from './question-field'
import { Queue } from './queue'
import { useComposerText } from './use-composer-text'
import { FileButtons, useFiles } from './use-files'

export type ComposerProps = {
  threadId: ThreadId
  /** The server keeps files. */
  takesFiles: boolean
  /** How many came with the questions so far. */
  fileCount: number
  /** Names the draft that is kept on this device. */
  draftKey: string
  /** Nothing was asked in this chat yet. */
  isFirst: boolean
  /** A run is under way: Stop replaces Send, and messages are queued. */
  running: boolean
  /** The run was asked to stop, and has not ended yet. */
  isStopping: boolean
  queued: QueuedMessage[]
  isOffline: boolean
  /** The server cannot save the queued messages at the moment. */
  isHeld: boolean
  /** The text and files of a message that could not be sent; each object is put back once. */
  returned: { text?: string; files?: AskedFile[] } | undefined
  models: OfferedModel[]
  modelId: string
  /** A visitor may bring a key, or an address, of their own. */
  canBringOwn: boolean
  onModel(modelId: string): void
  onSend(text: string, files?: AskedFile[]): void
  onStop(): void
  onUnqueue(id: MessageId): void
  /** `↑` in an empty field; `undefined` where there is no question, or none can be asked now. */
  onEditLast: (() => void) | undefined
}

/** Send, and Stop in its place. */
const roundButton = cn(
  'ml-1 grid size-8.5 flex-none place-items-center rounded-full transition-colors coarse:size-10 forced-colors:border forced-colors:border-[ButtonText]',
  'disabled:bg-fill-2 disabled:text-ink-3 aria-disabled:cursor-default aria-disabled:bg-fill-2 aria-disabled:text-ink-3',
)

/** Where a question is written. `Enter` sends, `Shift+Enter` makes a line; on touch screens the button sends. */
export const Composer = (props: ComposerProps) => {
  const { threadId, isFirst, running, queued, returned, takesFiles, onSend, onStop, onUnqueue, onEditLast } = props
  const { field, text, onInput, setText } = useComposerText(props.draftKey, queued.length > 0)
  const sizeId = useId()
  const size = measureQuestion(text)
  const pasteProblem = usePasteLimit(field)
  const sizeMessage = pasteProblem ?? size.message
  const { list, attached, onPaste } = useFiles({
    threadId,
    takesFiles,
    draftKey: props.draftKey,
    model: props.models.find(({ id }) => id === props.modelId),
    onText: (put) => setText(joinTexts(put, field.current?.value ?? '')),
  })
  const canSend = !isBlank(text) && size.fits && !attached?.isBlocked
  const { isBlocked, block } = usePressGuard()

  const focus = () => {
    if (!isTouch()) field.current?.focus({ preventScroll: true })
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the page or the thread opens
  useEffect(focus, [])

  useEffect(() => {
    if (returned?.text === undefined || restored.has(returned)) return
    restored.add(returned)
    const current = field.current?.value ?? ''
    if (!current.includes(returned.text)) setText(joinTexts(returned.text, current))
    addFiles(threadId, returned.files)
  }, [returned, setText, field, threadId])

  const send = () => {
    if (!canSend) return
    setSoon(attached?.isWaiting === true)
    if (attached?.isWaiting) return
    const files = attached?.take() ?? []
    if (files.length > 0) onSend(text.trim(), files)
    else onSend(text.trim())
    setText('')
    focus()
  }
  /** It is sent as soon as its files are there. */
  const [isSoon, setSoon] = useState(false)
  const isDue = isSoon && !attached?.isWaiting
  const sendNow = useEffectEvent(() => {
    setSoon(false)
    send()
  })
  useEffect(() => {
    if (isDue) sendNow()
  }, [isDue])
  const onKeyDown = (event: KeyboardEvent) => {
    const isPlain = !(event.shiftKey || event.altKey || event.metaKey || event.ctrlKey || isComposing(event))
    if (event.key === 'ArrowUp' && isPlain && onEditLast && field.current?.value === '') {
      event.preventDefault()
      onEditLast()
    } else if (isSendKey(event)) {
      event.preventDefault()
      send()
    }
  }
  const pressSend = (event: MouseEvent) => {
    block(event)
    if (isSoon) setSoon(false)
    else send()
  }
  const pressStop = (event: MouseEvent) => {
    block(event)
    onStop()
    focus()
  }
  const unqueue = (message: QueuedMessage) => {
    onUnqueue(message.messageId)
    setText(joinTexts(message.question, text))
    addFiles(threadId, message.files)
    focus()
  }

  return (
    <form
      aria-label="Message"
      className={cn(
        fieldBox,
        // Above the fade over the end of the thread, which would cut its ring.
        'relative z-raised rounded-xl pr-2.5 pb-2.25 pl-4 transition-[border-color,box-shadow] max-sm:rounded-[24px]',
        isFirst ? 'pt-3.75 max-sm:pt-3.25' : 'pt-3.25',
      )}
      onSubmit={(event) => event.preventDefault()}
    >
      {queued.length > 0 && (
        <Queue messages={queued} waitsFor={props.isOffline ? 'network' : props.isHeld ? 'storage' : 'run'} onRemove={unqueue} />
      )}
      {list}
      <textarea
        ref={field}
        id={composerId}
        rows={1}
        dir="auto"
        aria-label="Message"
        aria-describedby={sizeMessage === undefined ? undefined : sizeId}
        aria-invalid={!size.fits || undefined}
        placeholder={isFirst ? 'Ask a question' : 'Ask a follow-up'}
        enterKeyHint="enter"
        className={cn(
          fieldText,
          'max-h-[calc(12em+9px)] pt-px pr-0.5 pb-2.25 placeholder:text-ink-3',
          isFirst ? 'min-h-12 max-sm:min-h-[1.5em]' : 'min-h-[1.5em]',
        )}
        onInput={onInput}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
      />
      {sizeMessage !== undefined && (
        <p
          id={sizeId}
          role={pasteProblem ? 'status' : undefined}
          className={cn('pb-2 text-xs', pasteProblem === undefined && size.fits ? 'text-ink-3' : 'text-danger')}
        >
          {sizeMessage}
        </p>
      )}
      <div className="flex items-center justify-end gap-1">
        {takesFiles && <FileButtons threadId={threadId} fileCount={props.fileCount} onPicked={focus} />}
        <ModelMenu models={props.models} modelId={props.modelId} canBringOwn={props.canBringOwn} onModel={props.onModel} />
        {running && (
          <button
            key="stop"
            type="button"
            className={cn(roundButton, 'bg-ink text-bg')}
            aria-label={props.isStopping ? stoppingNotice : 'Stop'}
            aria-keyshortcuts={props.isStopping ? undefined : ariaKeys('stop')}
            // Not `disabled`: the focus would be lost with it.
            aria-disabled={props.isStopping || isBlocked || undefined}
            onClick={props.isStopping || isBlocked ? undefined : pressStop}
          >
            <i className="size-2.75 rounded-[2.5px] bg-current forced-colors:bg-[ButtonText]" />
          </button>
        )}
        {!running && (
          <button
            key="send"
            type="button"
            className={cn(roundButton, 'bg-accent text-on-accent')}
            aria-label={isSoon ? 'Waiting for files' : 'Send'}
            aria-keyshortcuts={ariaKeys('send')}
            disabled={!canSend || isBlocked}
            onClick={pressSend}
          >
            {isSoon ? <Spinner /> : <ArrowUp size={17} className="stroke-[2.25]" aria-hidden />}
          </button>
        )}
      </div>
    </form>
  )
}

/** What was put back into a field already, be it another one by now: text that was deleted there does not come again. */
const restored = new WeakSet<object>()

/** Two presses within this time are taken for one; ms. */
const doublePressMs = 800

/**
 * For buttons that replace each other: a second press right after the first was meant for the button that was there before, so it is
 * ignored. This is for pointers only, since a key presses the focused button.
 */
const usePressGuard = (): { isBlocked: boolean; block(event: MouseEvent): void } => {
  const [pressedAt, setPressedAt] = useState<number>()
  useEffect(() => {
    if (pressedAt === undefined) return
    const timer = setTimeout(() => setPressedAt(undefined), doublePressMs)
    return () => clearTimeout(timer)
  }, [pressedAt])
  const block = ({ detail, timeStamp }: MouseEvent) => {
    if (detail > 0) setPressedAt(timeStamp)
  }
  return { isBlocked: pressedAt !== undefined, block }
}
