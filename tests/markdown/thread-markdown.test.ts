import { describe, expect, test } from 'vitest'
import { toFileName } from '@/components/ui/save-file'
import { toThreadMarkdown } from '@/lib/markdown/thread-markdown'
import type { MessageId, RunId, ThreadId } from '@/lib/protocol/event'
import { toThreadView } from '@/lib/run-view/fold-runs'
import type { StoredThread } from '@/lib/run-view/thread-view'
import { type Fixture, readFixture } from '@/tests/support/fixtures'

const threadOf = (question: string, fixture: Fixture): StoredThread => ({
  threadId: 't' as ThreadId,
  title: 'A *title*\nof two lines',
  earlier: 0,
  turns: [
    {
      messageId: 'q' as MessageId,
      question,
      askedAt: 0,
      runs: [{ runId: 'r' as RunId, model: { id: 'm', label: 'M' }, ended: true, events: withQuestion(fixture, question) }],
    },
  ],
})
const withQuestion = (fixture: Fixture, content: string) =>
  readFixture(fixture).map((event) =>
    event.type === 'RUN_STARTED'
      ? {
          ...event,
          input: { ...event.input, messages: [{ ...event.input.messages[0], content }] as typeof event.input.messages },
        }
      : event,
  )
const toText = (question: string, fixture: Fixture) =>
  toThreadMarkdown(toThreadView(threadOf(question, fixture)), 'https://app.example')

describe('a conversation as Markdown', () => {
  test('has its title, the question, the steps, the answer with links, and the sources', () => {
    expect(toText('How do they resume?', 'search-then-answer')).toBe(
      `# A \\*title\\*

## How do they resume?

- \`search(query: "resume server-sent events") = 2 sources\`
- \`search(query: "Last-Event-ID") = 2 sources\`

A reader says the last number it has [1](https://app.example/knowledge/server-sent-events), and the log hands out what comes after it [2](https://app.example/knowledge/append-only-logs)[3](https://app.example/knowledge/ag-ui).

Sources:

1. [Server-sent events](https://app.example/knowledge/server-sent-events)
2. [Append-only logs](https://app.example/knowledge/append-only-logs)
3. [AG-UI](https://app.example/knowledge/ag-ui)
`,
    )
  })

  test('has the plan of a thorough run as it was at the end, and no step for writing it', () => {
    const text = toText('How do they compare?', 'thorough')
    expect(text).toContain(`- [x] How streams resume
- [x] What WebSockets do instead
- [x] ~~Who uses which~~
- [x] What proxies do

- \`search(query: "server-sent events") = `)
    expect(text).not.toContain('update_plan')
  })

  test('says how a run ended that did not end well', () => {
    expect(toText('Explain', 'model-failure')).toContain('*The model stopped answering. What it wrote is kept.*')
    expect(toText('Explain', 'stopped')).toContain('*This run was stopped.*')
  })

  test('a question of several lines stands under its first one, and is no Markdown', () => {
    expect(toText('# One\n- <b>two</b>\n\n`three`', 'sums-in-order')).toContain(
      '## \\# One\n\n> \\# One\n> - \\<b\\>two\\</b\\>\n>\n> \\`three\\`\n\n',
    )
  })
})

test.each([
  ['What is 15% of 2,480?', 'what-is-15-of-2-480.md'],
  ['Ünïcode & Größe', 'unicode-große.md'],
  ['../../etc/passwd', 'etc-passwd.md'],
  ['???', 'conversation.md'],
  ['a'.repeat(300), `${'a'.repeat(60)}.md`],
])('a file is named after its title: %s', (title, name) => expect(toFileName(title, 'md')).toBe(name))
