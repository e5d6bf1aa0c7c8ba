import type { Expression, Unit } from './expression'

/** One thing that was asked. A question has one or several. */
export type Part =
  | {
      kind: 'sum'
      expression: Expression
      unit?: Unit /** "You pay {}." where a bare result would read oddly. */
      sentence?: string
    }
  | { kind: 'time'; place: string }
  | { kind: 'search'; query: string; question: string }
  | { kind: 'comparison'; subjects: [string, string]; question: string }
  | { kind: 'talk'; answer: string }
