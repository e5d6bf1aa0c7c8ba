/**
 * The text of a page: in the encoding that its first bytes mark, else that of its `Content-Type`, else what it says of itself, else
 * UTF-8 where it is that, else Windows' form of Latin-1, in which anything can be read. Browsers do it in this order.
 * @see https://html.spec.whatwg.org/multipage/parsing.html#determining-the-character-encoding
 */
export function decodePage(bytes: Uint8Array, contentType: string): string {
  const labels = [markOf(bytes), /charset\s*=\s*["']?([^"';\s]+)/i.exec(contentType)?.[1], charsetWithin(bytes)]
  for (const label of labels) {
    const decoder = label === undefined ? undefined : decoderFor(label)
    if (decoder) return decoder.decode(bytes)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes) // The decoder says only that it is not UTF-8.
  }
}

const markOf = (bytes: Uint8Array): string | undefined => {
  const [first, second, third] = bytes
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  return first === 0xff && second === 0xfe ? 'utf-16le' : undefined
}

/** Within a page `utf-16` cannot be true, or this could not have been read. */
const charsetWithin = (bytes: Uint8Array): string | undefined => {
  const start = Buffer.from(bytes.subarray(0, 2048)).toString('latin1')
  const label =
    /<meta[^>]{0,500}charset\s*=\s*["']?([\w-]{2,40})/i.exec(start)?.[1] ??
    /^<\?xml[^>]{0,200}encoding\s*=\s*["']([\w-]{2,40})/.exec(start)?.[1]
  return label && /^utf-?16/i.test(label) ? 'utf-8' : label
}

const decoderFor = (label: string): TextDecoder | undefined => {
  try {
    return new TextDecoder(label)
  } catch {
    return undefined // No encoding that there is.
  }
}
