import type { NumberedEvent } from '@/lib/protocol/event'

/** The content of an event beside its type, on one line: `exponentiate`, `{"x": 9`, `ok, 3 sources`. May be empty. */
export const formatEvent = (event: NumberedEvent): string => {
  switch (event.type) {
    case 'RUN_STARTED':
      return event.metadata?.model?.label ?? ''
    case 'STEP_STARTED':
    case 'STEP_FINISHED':
      return event.stepName
    case 'REASONING_MESSAGE_CONTENT':
    case 'TEXT_MESSAGE_CONTENT':
      return onOneLine(event.delta)
    case 'TOOL_CALL_ARGS':
      return onOneLine(event.delta)
    case 'TEXT_MESSAGE_START':
      return event.metadata?.kind ?? ''
    case 'TOOL_CALL_START':
      return event.toolCallName
    case 'ACTIVITY_SNAPSHOT':
      return [event.content.state, event.content.words].filter(Boolean).join(', ')
    case 'TOOL_CALL_RESULT':
      return [event.metadata?.status, onOneLine(event.metadata?.summary ?? event.content)].filter(Boolean).join(', ')
    case 'CUSTOM':
      return event.name === 'unfold.notice' ? event.value.message : ''
    case 'RUN_FINISHED':
      return event.outcome?.type ?? ''
    case 'RUN_ERROR':
      return event.code
    default:
      return ''
  }
}

/** The time of an event from the start of its run: "0.84 s", "12.50 s", "1 m 04.20 s". */
export const formatOffset = (ms: number): string => {
  const span = Math.max(0, ms)
  const minutes = Math.floor(span / 60_000)
  const seconds = ((span % 60_000) / 1000).toFixed(2)
  return minutes === 0 ? `${seconds} s` : `${minutes} m ${seconds.padStart(5, '0')} s`
}

/** The first 200 characters, enough for any width, with line breaks shown as `↵`. */
const onOneLine = (text: string): string => text.slice(0, 200).replace(/\r?\n/g, '↵')
