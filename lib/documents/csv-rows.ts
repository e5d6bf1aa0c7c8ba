/** A row of a table, and the lines of the file that it stands on, counted from 1. */
export type CsvRow = { cells: string[]; fromLine: number; toLine: number }

const guessedChars = 100_000

/**
 * The rows of comma-separated values, without empty ones. The delimiter is the one that a line `sep=;` before the others names, else it is
 * guessed. `isBroken` where quotes are not closed or stand where they cannot, so that cells may be others than were meant.
 */
export async function readCsvRows(text: string): Promise<{ rows: CsvRow[]; isBroken: boolean }> {
  const { default: Papa } = await import('papaparse')
  // Spreadsheets may write the sign in a line before the others. Else it is guessed, which empty lines would disturb.
  const [before = '', said] = /^sep=(.)\n/.exec(text) ?? []
  const delimiter = said ?? Papa.parse(text.slice(0, guessedChars), { preview: 20, skipEmptyLines: 'greedy' }).meta.delimiter
  const rows: CsvRow[] = []
  let isBroken = false
  let at = before.length
  let line = before === '' ? 1 : 2
  Papa.parse<string[]>(text.slice(at), {
    delimiter,
    skipEmptyLines: false,
    step({ data, meta, errors }) {
      isBroken ||= errors.some(({ type }) => type === 'Quotes')
      const end = before.length + meta.cursor
      const raw = text.slice(at, end)
      at = end
      const breaks = raw.split('\n').length - 1
      const toLine = line + (raw.endsWith('\n') ? breaks - 1 : breaks)
      if (data.some((cell) => cell.trim() !== '')) rows.push({ cells: data, fromLine: line, toLine })
      line += breaks
    },
  })
  return { rows, isBroken }
}

/** Whether the first row names the columns: names are there, are short, are not numbers, and are not the same. */
export const isHeader = (cells: string[]): boolean =>
  cells.every((cell) => cell.trim() !== '' && cell.length <= 80 && !/^[-+\d.,\s%€$£]+$/.test(cell)) &&
  new Set(cells.map((cell) => cell.trim().toLowerCase())).size === cells.length
