import { BlockStream } from '@/lib/markdown/block-stream'
import type { Note } from '@/lib/markdown/tokens'
import { NoteBack } from './note-mark'
import { AnswerBlock } from './render-block'
import { type Drawing, renderInline } from './render-inline'

/** Finished Markdown, rendered like an answer but without sources, for pages. It also renders on the server. */
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

/** The footnotes under an answer, if it has any. */
export const Footnotes = ({ drawing }: { drawing: Drawing }) => {
  const notes: Note[] = [...(drawing.references?.notes.values() ?? [])]
  if (notes.length === 0) return null
  return (
    <section aria-label="Footnotes" className="border-line border-t pt-2.5 text-base text-ink-2">
      <ol dir="auto">
        {notes.map((note) => (
          <li key={note.id} id={note.id} tabIndex={-1}>
            {renderInline(note.tokens, drawing)} <NoteBack note={note} />
          </li>
        ))}
      </ol>
    </section>
  )
}
