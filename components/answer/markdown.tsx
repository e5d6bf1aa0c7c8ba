import { BlockStream } from './block-stream'
import { AnswerBlock } from './render-block'

/** Whole Markdown, drawn like an answer but at rest and without sources: for pages. Draws on the server too. */
export const Markdown = ({ text }: { text: string }) => (
  <div className="answer">
    {new BlockStream().read(text, false).map(({ at, token }) => (
      <AnswerBlock key={at} token={token} drawing={{ depth: 0, ownPages: true }} />
    ))}
  </div>
)
