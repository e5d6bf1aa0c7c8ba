import { expect, test } from 'vitest'
import { loadedLater, loadedWith } from '@/tests/support/module-graph'

/**
 * The bundler gives the loader of a module one name for the whole page. In code that has the module from the start, the loader does
 * not fetch it; where that code registers first, the loader of the others fetches nothing either, and fails.
 */
const renderer = 'components/answer/formatted-answer.tsx'

test('nothing else that the chat loads later has the renderer of answers from the start', () => {
  const atOnce = loadedWith('components/chat/chat-screen.tsx')
  const seen = new Set(atOnce)
  const later = new Set<string>()
  for (let found = [...loadedLater(atOnce)]; found.length > 0; ) {
    const next = found.filter((path) => !later.has(path))
    for (const path of next) later.add(path)
    const reached = next.flatMap((path) => [...loadedWith(path)]).filter((path) => !seen.has(path))
    for (const path of reached) seen.add(path)
    found = [...loadedLater(reached)]
  }
  const rootsWith = (part: string) => [...later].filter((root) => root !== part && loadedWith(root).has(part))
  expect(later).toContain(renderer)
  expect(rootsWith(renderer)).toEqual([])
})
