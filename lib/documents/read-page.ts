import { choosePassages, type WantedText } from './choose-passages'
import type { ReadPassage } from './passages'
import { readWhole } from './read-document'
import { Refusal } from './refusal'
import type { GivenFile } from './types/file-type'
import { withoutSigns } from './without-signs'

/** The passages of a page that were chosen; `chars` is how long the whole text is. */
export type PageText = { title: string; date?: string; passages: ReadPassage[]; chars: number; isWhole: boolean }

const maxTitleChars = 200

/** Reads a page of the web, in the worker. Throws a `Refusal` whose `ofPage` says why it cannot. */
export async function readPage(file: GivenFile, wanted: WantedText): Promise<PageText> {
  const { title = '', date, isImage, chars, passages } = await readWhole({ ...file, isPage: true })
  if (isImage) throw new Refusal('This is an image.', { ofPage: 'is an image' })
  const chosen = choosePassages(passages.map(withoutMarks), wanted)
  return {
    title: title.slice(0, maxTitleChars).toWellFormed().trim(),
    ...(date !== undefined && { date }),
    passages: chosen,
    chars,
    isWhole: chosen.length === passages.length,
  }
}

/** What the model reads, before it is measured; what people are shown stays as the page has it. */
const withoutMarks = (passage: ReadPassage): ReadPassage => ({ ...passage, markdown: withoutSigns(passage.markdown) })
