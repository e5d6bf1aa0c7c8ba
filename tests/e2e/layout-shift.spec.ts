import type { Page } from '@playwright/test'
import { callTools, finalAnswer, join, type Reply, say, slow, think } from '@/tests/support/replies'
import { expect, modelTest } from './chat'

/** As much as a page may have in all to be called good is 0.1; a run has a fifth of that. */
const maxShift = 0.02

/**
 * Adds up every layout shift from now on, as the web vital does: what follows a press within 500 ms is the person's own doing. Words
 * at the growing end, and the caret behind them, are left out where nothing else moves with them: they wrap as they come, many at
 * once on a slow machine.
 */
const countShifts = (page: Page): Promise<void> =>
  page.evaluate(() => {
    type Shift = PerformanceEntry & {
      value: number
      hadRecentInput: boolean
      sources: { node: Node | null; previousRect: DOMRect; currentRect: DOMRect }[]
    }
    // A word can be named by its text.
    const elementOf = (node: Node | null) => (node instanceof Element ? node : node?.parentElement)
    const isGrowing = ({ node }: Shift['sources'][number]) =>
      !node?.isConnected || node.nodeName === '::after' || elementOf(node)?.matches('[data-slot=word]') === true
    const counted = { sum: 0, moved: [] as string[] }
    Reflect.set(window, 'counted', counted)
    new PerformanceObserver((list) => {
      for (const { value, hadRecentInput, sources } of list.getEntries() as Shift[]) {
        if (hadRecentInput || sources.every(isGrowing)) continue
        counted.sum += value
        const words = sources.map(({ node, previousRect: a, currentRect: b }) => {
          return `${elementOf(node)?.getAttribute('data-slot') ?? node?.nodeName} ${a.x},${a.y} ${a.width}x${a.height} to ${b.x},${b.y} ${b.width}x${b.height}`
        })
        counted.moved.push(`${value.toFixed(4)}: ${words.join('; ')}`)
      }
    }).observe({ type: 'layout-shift', buffered: false })
  })

const shiftsOf = (page: Page): Promise<{ sum: number; moved: string[] }> =>
  page.evaluate(
    () =>
      new Promise((resolve) => {
        // Entries are handed over after the frame in which they happened.
        requestAnimationFrame(() => setTimeout(() => resolve(Reflect.get(window, 'counted'))))
      }),
  )

const plan = (done: number, ...more: string[]) => ({
  name: 'update_plan',
  args: {
    items: ['How they resume', 'What they hold back', ...more].map((task, n) => ({ task, state: n < done ? 'done' : 'todo' })),
  },
})
const searches = ['server-sent events', 'WebSockets', 'backpressure'].map((query) => ({ name: 'search', args: { query } }))
const table = ['| Way | Direction | Good for |', '| --- | --- | --- |']
  .concat(
    ['SSE | one way', 'WebSockets | both ways', 'Polling | one way'].map(
      (row) => `| ${row} | A rather long cell that says what it is good for |`,
    ),
  )
  .join('\n')
const paragraphs = Array.from(
  { length: 8 },
  (_, n) => `## Part ${n + 1}\n\nA paragraph of some length, so that its words fill more than one line of the page.`,
)
const long = [...paragraphs.slice(0, 3), table, ...paragraphs.slice(3)].join('\n\n')
const atPace = (reply: Parameters<typeof slow>[1], tokensPerSecond = 60) => slow(tokensPerSecond, reply)

const runs: [string, [Reply, ...Reply[]]][] = [
  [
    'one call',
    [
      atPace(callTools([{ name: 'add', args: { x: 10, y: 10 } }])),
      atPace(finalAnswer('10 + 10 is **20**, as one would think.', ['add'])),
    ],
  ],
  [
    'three searches at once',
    [
      atPace(callTools(searches)),
      atPace(finalAnswer('They differ [1] in their direction [2], and in what they hold back [3].', ['search'])),
    ],
  ],
  [
    'a plan that grows, and four searches at once',
    [
      atPace(callTools([plan(0)])),
      atPace(callTools([...searches, { name: 'search', args: { query: 'event streams' } }])),
      atPace(
        callTools([
          plan(1, 'Whether proxies get in the way of either, which would be a reason to choose the other'),
          ...searches,
        ]),
      ),
      atPace(callTools([plan(3)])),
      atPace(finalAnswer('They differ [1] in their direction [2], and in what they hold back [3].', ['search'])),
    ],
  ],
  [
    'a call that fails',
    [
      atPace(callTools([{ name: 'divide', args: { x: 1, y: 0 } }])),
      atPace(finalAnswer('One cannot be divided by zero.', ['divide'])),
    ],
  ],
  [
    'a call that is put right',
    [
      atPace(callTools([{ name: 'add', args: { x: 'ten', y: 10 } }])),
      atPace(callTools([{ name: 'add', args: { x: 10, y: 10 } }])),
      atPace(finalAnswer('It is 20.', ['add'])),
    ],
  ],
  [
    'a long answer with a table',
    [atPace(callTools(searches.slice(0, 1))), atPace(finalAnswer(long, ['search'], { fragment: 6 }), 120)],
  ],
  [
    'thinking',
    [
      atPace(join(think('Two numbers and one sum. '.repeat(12)), callTools([{ name: 'add', args: { x: 2, y: 2 } }]))),
      atPace(say('It is four.')),
    ],
  ],
]

/** Where people want no motion nothing glides: steps fold where nothing has to move for it. These are short, and so at the top of a page. */
const still = runs
  .slice(0, 2)
  .map(([title, replies]) => ({ title: `${title}, without motion`, replies, reducedMotion: 'reduce' as const }))
const moving = runs.map(([title, replies]) => ({ title, replies, reducedMotion: 'no-preference' as const }))

/** On a phone what is tall and what is wide. */
const onPhones = ['three searches at once', 'a long answer with a table']

for (const { title, replies, reducedMotion } of [...moving, ...still]) {
  const tag = onPhones.includes(title) ? [] : '@once'
  modelTest(`next to nothing moves in a run: ${title}`, { tag }, async ({ chat, page, upstream, unique }) => {
    const asked = unique(`Stillness of ${title}`)
    await upstream.replyTo(asked, ...replies)
    await page.emulateMedia({ reducedMotion })
    await chat.open()
    if (title.startsWith('a plan')) await page.getByRole('button', { name: 'Thorough' }).click()
    // A field that grows while one writes is no part of the run.
    await chat.composer.fill(asked)
    await countShifts(page)
    await chat.ask(asked)
    await chat.hasEnded()
    await expect(page.locator('[data-slot=run-status]')).toHaveCount(0)
    const { sum, moved } = await shiftsOf(page)
    expect(sum, moved.join('\n')).toBeLessThanOrEqual(maxShift)
  })
}
