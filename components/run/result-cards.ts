import type { ComponentType } from 'react'
import type { CallResult } from '@/lib/run-view/state'

type ResultCard = ComponentType<{ result: CallResult }>

/**
 * What draws the result of a tool, by the tool's name, in the row and in run details: `['dice', DiceCard]`. Of a tool that is
 * not here the result is drawn by its shape, as a line, a table, a tree or text.
 */
export const resultCards = new Map<string, ResultCard>()
