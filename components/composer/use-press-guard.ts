import { type MouseEvent, useEffect, useState } from 'react'

/** Presses that follow each other this closely are one: of somebody whose finger was faster than their eye. */
const settlingMs = 800

/**
 * For buttons that take each other's place: a press that comes right after another was meant for what stood there before,
 * so for a moment after each press nothing else is done. Keys press nothing that they do not stand on.
 */
export const usePressGuard = (): { isSettling: boolean; settle(event: MouseEvent): void } => {
  const [pressedAt, setPressedAt] = useState<number>()
  useEffect(() => {
    if (pressedAt === undefined) return
    const timer = setTimeout(() => setPressedAt(undefined), settlingMs)
    return () => clearTimeout(timer)
  }, [pressedAt])
  const settle = ({ detail, timeStamp }: MouseEvent) => {
    if (detail > 0) setPressedAt(timeStamp)
  }
  return { isSettling: pressedAt !== undefined, settle }
}
