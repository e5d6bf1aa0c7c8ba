/** Gives the person a file to save, made here. */
export const saveFile = (name: string, type: string, text: string): void => {
  const url = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // Until a browser has read it, which a busy one does late, the address must hold.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

/** A name that every file system takes, from a title: `what-is-1-1.md`. */
export const toFileName = (title: string, extension: string): string => {
  const words = title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu)
  const name = [...(words ?? []).join('-')].slice(0, 60).join('').replace(/-$/, '')
  return `${name || 'conversation'}.${extension}`
}
