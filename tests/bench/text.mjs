/** An answer with all that Markdown has, again and again under new headings, in pieces of about four characters. */
const section = `## How a stream is read

A server that answers **token by token** keeps its connection open, and the reader takes what is there [1]. Each piece is small, a
word or less, and none of them is the whole; what a person sees is the sum of all that came so far, drawn once per frame.

- The model writes, and the server hands on *what it wrote*, at once.
- A slow reader has a smaller number, and delays nobody.
- A line that broke is joined again with \`Last-Event-ID\`.

\`\`\`ts
for await (const event of log.read(after)) {
  view = reduceRun(view, event)
  if (view.state.name === 'done') console.log(view.answer?.text)
}
\`\`\`

| reader | begins at | ends at |
| --- | --- | --- |
| live | 1 | the end |
| late | 1 | the end |
| resumed | the last number it has | the end |

1. First the name of a tool is known, then its arguments.
2. Then it runs, and its result stands on the same row.

`

const pieces = section.match(/ ?\p{L}{1,5}|\s*\d{1,3}|\s+| ?[^\p{L}\p{N}\s]{1,3}|[\s\S]/gu) ?? []

/** The browser waits for this. */
export const lastWords = 'That was the whole answer.'

export const tokenAt = (index, count) =>
  index === count - 1 ? `\n\n${lastWords}\n` : (pieces[index % (pieces.length || 1)] ?? '')
