import { createLatePart } from '@/components/ui/lazy-part'
import type { ThreadProps } from './thread'
import { ThreadSkeleton } from './thread-skeleton'

const thread = createLatePart(async () => {
  const { Thread, preloadParts } = await import('./thread')
  void preloadParts()
  return Thread
})

/** Fetches what draws turns, of which the empty screen needs nothing, before the first question is. It never rejects. */
export const preloadThread = thread.preload

/** The thread, or its shape while what draws it, or what is to be drawn, is not here yet. */
export const LateThread = (props: ThreadProps) => {
  const late = thread.usePart()
  if (late.name === 'here' && !props.state.loading) return <late.Part {...props} />
  if (late.name !== 'failed') return <ThreadSkeleton />
  return (
    <div className="message-screen">
      <h1>A part of the page could not be loaded.</h1>
      <p>Check the connection and try again.</p>
      <button type="button" className="btn pri" onClick={() => void thread.preload()}>
        Try again
      </button>
    </div>
  )
}
