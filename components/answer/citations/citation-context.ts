'use client'

import { createContext } from 'react'
import type { Source } from '@/lib/protocol/event'

/** What chips and source cards of one answer share: which source is meant right now, and how to say so. */
type Citations = {
  sources: Source[]
  /** The number of the source that the pointer or focus is on. */
  hot: number | undefined
  /** The pointer or focus came to a chip, or left it. */
  onEnter(n: number, chip: HTMLElement): void
  onLeave(): void
  /** A tap, where there is no pointer to hover with. */
  onTap(n: number, chip: HTMLElement): void
  /** The id of the open card, and whose it is. */
  peek: { id: string; chip: HTMLElement } | undefined
}

export const CitationContext = createContext<Citations | undefined>(undefined)
