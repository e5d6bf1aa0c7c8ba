import type { NumberedEvent, Seq } from '@/lib/protocol/event'
import type { Recording } from '@/lib/protocol/sse'
import type { SseFrame } from '@/lib/protocol/sse-parser'

type Frames = { events: NumberedEvent[]; recording?: Recording }

/** What came together: events that are new (rule L6), and what was said outside of the log. Other advice is passed over. */
export const readFrames = (frames: SseFrame[], lastSeq: Seq): Frames => {
  const read: Frames = { events: [] }
  for (const { id, event, data } of frames) {
    if (event === 'status') read.recording = toRecording(data)
    const seq = Number(id)
    if (event !== undefined || !(seq > lastSeq)) continue
    read.events.push({ ...JSON.parse(data), seq })
    lastSeq = seq
  }
  return read
}

const toRecording = (json: string): Recording => (JSON.parse(json).recording === 'degraded' ? 'degraded' : 'ok')
