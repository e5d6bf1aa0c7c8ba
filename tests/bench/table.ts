export const verdict = (met: boolean): string => (met ? 'met' : '**missed**')

export const toTable = (head: string[], rows: string[][]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
