import { NoteBack } from './note-mark'
import type { Note } from './references'
import { type Drawing, renderInline } from './render-inline'

/** What the footnotes of an answer say, under it. Nothing where it has none. */
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
