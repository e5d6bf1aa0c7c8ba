import { gate, type Part, type StreamReply } from '@/tests/support/replies'

/** A reply that waits after its first `count` parts until the test opens the gate. */
export function heldAfter(reply: StreamReply, count: number): { reply: StreamReply; gate: { name: string } } {
  const hold = gate()
  const parts: Part[] = [...reply.parts.slice(0, count), { type: 'gate', name: hold.name }, ...reply.parts.slice(count)]
  return { reply: { ...reply, parts }, gate: hold }
}

/** A reply that waits before each of `count` even shares of its parts. */
export function heldOften(reply: StreamReply, count: number): { reply: StreamReply; gates: { name: string }[] } {
  const gates = Array.from({ length: count }, () => gate())
  const size = Math.ceil(reply.parts.length / count)
  const parts = gates.flatMap(({ name }, share): Part[] => [
    { type: 'gate', name },
    ...reply.parts.slice(share * size, (share + 1) * size),
  ])
  return { reply: { ...reply, parts }, gates }
}
