import type { Printable } from '@/lib/protocol/printable'

/** How words are set apart on a terminal, and how what failed is; without colour they stay as they are. */
export type Style = { dim(text: Printable): Printable; bold(text: Printable): Printable; failed(text: Printable): Printable }

export const toStyle = (hasColour: boolean): Style => {
  const styled = (code: number) => (text: Printable) =>
    hasColour && text !== '' ? (`\u001b[${code}m${text}\u001b[0m` as Printable) : text
  return { dim: styled(2), bold: styled(1), failed: styled(31) }
}
