/** What was let go over the page: the files, and whether a folder was beside them. */
export type Dropped = { files: File[]; hasFolder: boolean }

export const holdsFile = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes('Files') ?? false

/** Read while the event is dispatched: afterwards the browser has emptied it. */
export const readDropped = ({ dataTransfer }: DragEvent): Dropped => {
  const entries = [...(dataTransfer?.items ?? [])].flatMap((item) => item.webkitGetAsEntry?.() ?? [])
  return {
    files: [...(dataTransfer?.files ?? [])].filter((_file, index) => !entries[index]?.isDirectory),
    hasFolder: entries.some(({ isDirectory }) => isDirectory),
  }
}
