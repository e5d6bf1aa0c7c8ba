import { readFixture } from './fixtures'

/** What hostile text would set on `window` if any of it ran. */
export const hostileMark = 'hostileTextRan'

/** Everything that a page has ever run or shown by mistake, in one line. */
export const hostileText = [
  `<img src=x onerror="window.${hostileMark}=1">`,
  `<script>window.${hostileMark}=2</script>`,
  `"><svg onload=window.${hostileMark}=3>`,
  `</title></style><style>*{display:none!important}</style>`,
  `javascript:window.${hostileMark}=4`,
  'a \u202eright to left',
  `${'W'.repeat(400)}`,
  '\u0300'.repeat(60),
].join(' ')

/** The same as an answer in Markdown. */
export const hostileAnswer = [
  hostileText,
  `[a link](javascript:window.${hostileMark}=5) ![a picture](https://tracker.example/pixel.png) <https://example.org/>`,
  `[data](data:text/html,<script>window.${hostileMark}=6</script>) [vb](vbscript:x) [spaces](java\tscript:alert(1))`,
  `\`\`\`html\n${hostileText}\n\`\`\``,
  `| ${hostileText} | b |\n|---|---|\n| [1] | $\\href{javascript:window.${hostileMark}=7}{x}$ |`,
  '',
  'The end of it [1][2].',
].join('\n\n')

/** A saved run of which every text that a person sees is hostile, as JSON Lines. */
export const hostileFile = (): string =>
  readFixture('search-then-answer')
    .map((event, index, all) => {
      const isFirstWord = event.type === 'TEXT_MESSAGE_CONTENT' && all[index - 1]?.type === 'TEXT_MESSAGE_START'
      const hostile: unknown = JSON.parse(JSON.stringify(event), (key, value) => {
        if (typeof value !== 'string') return value
        if (key === 'delta') return event.type === 'TOOL_CALL_ARGS' ? value : isFirstWord ? hostileAnswer : ' '
        if (key === 'url')
          return value.includes('ag-ui') ? '//evil.example/x' : `javascript:window.${hostileMark}=8//${hostileText}`
        return texts.has(key) ? hostileText : value
      })
      return `${JSON.stringify(withHostileArgs(hostile))}\n`
    })
    .join('')

const texts = new Set([
  'content',
  'label',
  'toolCallName',
  'todo',
  'running',
  'done',
  'words',
  'summary',
  'title',
  'passage',
  'threadId',
])

/** The arguments come in one piece, as JSON whose names and values are hostile. */
const withHostileArgs = (event: unknown): unknown => {
  if (typeof event !== 'object' || event === null || Reflect.get(event, 'type') !== 'TOOL_CALL_ARGS') return event
  const isFirst = String(Reflect.get(event, 'delta')).startsWith('{')
  const delta = isFirst
    ? JSON.stringify({ query: hostileText, [hostileText]: { [hostileText]: [hostileText, null, 1e308] } })
    : ' '
  return { ...event, delta }
}
