declare const isPrintable: unique symbol

/**
 * Text that a terminal shows and does not obey. All that is written to one is of this type, so that text of a model, a tool,
 * a provider, a server or a file gets there through the functions below or not at all: the compiler sees to it.
 */
export type Printable = string & { readonly [isPrintable]: true }

/** Text of several lines. What a terminal would obey goes: it could move the cursor, rename the window, fill the clipboard. */
export const toPrintable = (text: string): Printable => text.replace(obeyed, '') as Printable

/** Text for a place in a line: line breaks and tabs become spaces, so that it cannot pass for a line of ours. */
export const toPrintableLine = (text: string): Printable => toPrintable(text.replace(breaks, ' '))

/** A value as JSON in which nothing is lost: what a terminal would obey is escaped, as JSON may. */
export const toPrintableJson = (value: unknown): Printable =>
  JSON.stringify(value).replace(obeyed, (code) => `\\u${code.charCodeAt(0).toString(16).padStart(4, '0')}`) as Printable

/** A template whose values are printable already: `` printable`[${n}] ${title}` ``. */
export const printable = (parts: TemplateStringsArray, ...values: (Printable | number)[]): Printable =>
  String.raw({ raw: parts }, ...values) as Printable

/**
 * The control characters of ASCII (C0) but tab and line feed, DEL, those of ISO 6429 (C1: escape sequences of one character), and the
 * characters that turn the direction of what follows, which make a line read as another than it is.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: naming the control characters is the point of it
const obeyed = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

const breaks = /\s+/g
