import { BlockStream } from './block-stream'
import { Footnotes } from './footnotes'
import { AnswerBlock } from './render-block'
import type { Drawing } from './render-inline'

/** Whole Markdown, drawn like an answer but at rest and without sources: for pages. Draws on the server too. */
export const Markdown = ({ text }: { text: string }) => {
  const stream = new BlockStream()
  const blocks = stream.read(text, 'whole')
  const drawing: Drawing = { depth: 0, ownPages: true, references: stream.references }
  return (
    <div data-slot="answer">
      {blocks.map(({ at, token }) => (
        <AnswerBlock key={at} token={token} drawing={drawing} />
      ))}
      <Footnotes drawing={drawing} />
    </div>
  )
}
