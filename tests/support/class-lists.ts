/**
 * The class names that a component's source gives to an element, one list for each `className`, `cn(…)` and `cva(…)`. Those between which
 * a condition decides are in one list; `branch` picks the first or the second of them.
 */
export const classListsOf = (source: string, branch?: 'first' | 'second'): string[][] => {
  const chosen = branch ? source.replace(/\?\s*('[^']*')\s*:\s*('[^']*')/g, branch === 'first' ? '&& $1' : '&& $2') : source
  return [...chosen.matchAll(/\bclassName=(?="|\{)|\b(?:cn|cva)(?=\()/g)].map((match) =>
    wordsOf(chosen, match.index + match[0].length, match[0] === 'cva'),
  )
}

/** The words of all texts between here and where the quote or bracket that opens here is closed. */
function wordsOf(source: string, start: number, isRecipe: boolean): string[] {
  const end = source[start] === '"' ? source.indexOf('"', start + 1) + 1 : closingOf(source, start)
  const inside = source.slice(start, end).replace(/\bdefaultVariants:\s*\{[^}]*\}/, '')
  // A text that is compared is no class name, nor is what a recipe is asked for: `button({ variant: 'primary' })`.
  const others = isRecipe ? /(?:[=!]==?\s*)'[^']*'|'[^']*'\s*[=!]==?/g : /(?:[=!]==?\s*|\w:\s*)'[^']*'|'[^']*'\s*[=!]==?/g
  return [...inside.replace(others, '').matchAll(/"([^"]*)"|'([^'\n]*)'|`([^`]*)`/g)].flatMap(
    ([, double, single, template = '']) =>
      (double ?? single ?? template.replace(/\$\{[^}]*\}/g, ' ')).split(/\s+/).filter(Boolean),
  )
}

function closingOf(source: string, start: number): number {
  let depth = 0
  for (let at = start; at < source.length; at++) {
    if ('({['.includes(source[at] ?? '')) depth++
    if (')}]'.includes(source[at] ?? '') && --depth === 0) return at + 1
  }
  return source.length
}
