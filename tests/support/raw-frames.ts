import { strictEvent } from './strict-schema'

/**
 * The events of an event stream, read as bytes stand on the line and not as our own decoder takes them: comments, and
 * frames of an id and one event that the protocol's own schema declares to its last property. Throws for anything else.
 */
export function checkFrames(text: string): { type: string }[] {
  const blocks = text.split('\n\n')
  if (blocks.pop() !== '') throw new Error('The stream ends inside of a frame.')
  return blocks.flatMap((block) => {
    if (/^:[^\n]*$/.test(block)) return []
    const [, data] = /^id: \d+\ndata: ([^\n]+)$/.exec(block) ?? []
    if (data === undefined) throw new Error(`This is neither an event nor a comment: ${JSON.stringify(block)}`)
    const event: unknown = JSON.parse(data)
    const parsed = strictEvent().safeParse(event)
    if (!parsed.success) throw new Error(`AG-UI does not know ${data}: ${parsed.error.message}`)
    return [event as { type: string }]
  })
}
