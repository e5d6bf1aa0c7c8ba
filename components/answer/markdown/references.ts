import type { Token } from 'marked'
import type { Block } from './tokens'

/** What names in an answer stand for, collected from all of it: where references lead, and its footnotes. */
export type References = {
  /** Address by name. */
  links: ReadonlyMap<string, string>
  /** By name; numbered as they are defined. */
  notes: ReadonlyMap<string, Note>
}
export type Note = { n: number; id: string; tokens: Token[] }

export const NO_REFERENCES: References = { links: new Map(), notes: new Map() }

/** `prefix` makes the ids of footnotes unique in the page. The first definition of a name counts. */
export const collectReferences = (blocks: readonly Block[], prefix: string): References => {
  const links = new Map<string, string>()
  const notes = new Map<string, Note>()
  for (const { token } of blocks) {
    if (token.type === 'definition' && !links.has(token.label)) links.set(token.label, token.href)
    if (token.type === 'note' && !notes.has(token.label)) {
      const n = notes.size + 1
      notes.set(token.label, { n, id: `${prefix}note-${n}`, tokens: token.tokens })
    }
  }
  return links.size === 0 && notes.size === 0 ? NO_REFERENCES : { links, notes }
}

/** Whether a block defines something; what it says is drawn elsewhere. */
export const isDefinition = ({ token }: Block): boolean => token.type === 'definition' || token.type === 'note'
