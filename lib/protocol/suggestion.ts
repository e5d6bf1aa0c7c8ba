import type { ToolIconName } from './event'

/** One of the four questions on the empty screen, with the tools it will use as a small trail: "±—±—± 3 sums in order". */
export type Suggestion = {
  question: string
  trail: SuggestionIcon[]
  /** What the trail says in words. */
  words: string
}

/** `text` stands for an answer written from what was found. */
export type SuggestionIcon = Extract<ToolIconName, 'sum' | 'globe' | 'clock'> | 'text'
