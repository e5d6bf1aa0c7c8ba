import { z } from 'zod'
import { defineTool } from './define-tool'
import { formatExact } from './exact-number'
import { evaluate } from './expression'
import { toShown } from './expression-operations'

/**
 * The tool `calculate`: one expression in the notation that its description gives, worked out in decimals. It throws
 * `ToolFailure` with the place and the reason where it cannot be read, or where its result would be too large.
 */
export const calculate = defineTool({
  name: 'calculate',
  icon: 'sum',
  noun: ['sum', 'sums'],
  description: [
    'Work out one expression with roots, logarithms, trigonometry, factorials or remainders; for plain sums use add, subtract, multiply, divide and exponentiate.',
    'Signs: + - * / ^ ! % (percent) of mod. Functions: sqrt, cbrt, nthRoot(x, n), exp, ln, log(x, base), log10, log2, sin, cos, tan, asin, acos, atan, atan2,',
    'sinh, cosh, tanh, abs, sign, floor, ceil, round(x, places), gcd, lcm, min, max, combinations(n, k), permutations(n, k). Numbers: pi, e, tau, phi.',
    'Angles are in radians unless written as 30 deg; "asin(0.5) to deg" answers in degrees. log(x) without a base is the natural one.',
  ].join(' '),
  input: z.object({
    expression: z
      .string()
      .trim()
      .min(1, 'must not be empty')
      .describe('For example "sqrt(2) * sin(30 deg)", "10!" or "17 mod 5". At most 20,000 characters.'),
  }),
  effects: 'none',
  timeoutMs: 10_000,
  async run({ expression }) {
    const result = formatExact(toShown(evaluate(expression)))
    return { content: result, value: result }
  },
})
