/**
 * Headers out of a variable: a JSON object, or lines of `Name: value` (also with `\n` written out, as hosts' forms have it).
 * `undefined` for anything that is neither, or that no request may carry.
 */
export function parseHeaders(text: string): Record<string, string> | undefined {
  const entries = text.startsWith('{') ? entriesOfJson(text) : entriesOfLines(text)
  if (!entries) return undefined
  try {
    return Object.fromEntries(new Headers(entries))
  } catch {
    return undefined // A name or a value with characters that are not allowed.
  }
}

function entriesOfJson(text: string): [string, string][] | undefined {
  try {
    const entries = Object.entries(JSON.parse(text))
    return entries.every((entry): entry is [string, string] => typeof entry[1] === 'string') ? entries : undefined
  } catch {
    return undefined // No JSON.
  }
}

function entriesOfLines(text: string): [string, string][] | undefined {
  const lines = text
    .split(/\r?\n|\\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const entries = lines.map((line) => /^([^:\s]+)\s*:\s*(.+)$/.exec(line))
  return entries.every((entry) => entry !== null) ? entries.map((entry) => [entry[1] ?? '', entry[2] ?? '']) : undefined
}
