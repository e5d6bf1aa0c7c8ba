/** How words are set apart on a terminal; without colour they stay as they are. */
export type Style = { dim(text: string): string; bold(text: string): string; red(text: string): string }

export const toStyle = (hasColour: boolean): Style => {
  const styled = (code: number) => (text: string) => (hasColour && text !== '' ? `\u001b[${code}m${text}\u001b[0m` : text)
  return { dim: styled(2), bold: styled(1), red: styled(31) }
}
