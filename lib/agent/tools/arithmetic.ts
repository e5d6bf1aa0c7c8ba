import { z } from 'zod'
import { defineTool, type Tool, ToolFailure } from './define-tool'
import { bounded, divideExact, type Exact, formatExact, maxDigits, parseExact, power } from './exact-number'

/** A number, or its digits as text where a JSON number would lose some. */
const operand = (what: string) =>
  z
    .union([z.number(), z.string()], { error: 'must be a number' })
    .describe(`${what}. A number, or its digits as a string when it has more than 15 of them.`)

type Sum = {
  name: string
  description: string
  x: string
  y: string
  compute(x: Exact, y: Exact): Exact
}

const defineSum = ({ name, description, x, y, compute }: Sum): Tool =>
  defineTool({
    name,
    icon: 'sum',
    noun: ['sum', 'sums'],
    description,
    input: z.object({ x: operand(x), y: operand(y) }),
    effects: 'none',
    timeoutMs: 5_000,
    async run(input) {
      const result = formatExact(bounded(compute(parseOperand('x', input.x), parseOperand('y', input.y))))
      return { content: result, value: result }
    },
  })

/** The tool `add`: the exact sum of two numbers, as decimal text. */
export const add = defineSum({
  name: 'add',
  description: "Add 'x' and 'y'. Exact for any number of digits.",
  x: 'The first number',
  y: 'The number to add to it',
  compute: (x, y) => x.plus(y),
})

/** The tool `subtract`: the exact difference of two numbers, as decimal text. */
export const subtract = defineSum({
  name: 'subtract',
  description: "Subtract 'y' from 'x'. Exact for any number of digits.",
  x: 'The number to take from',
  y: 'The number to take away',
  compute: (x, y) => x.minus(y),
})

/** The tool `multiply`: the exact product of two numbers, as decimal text. */
export const multiply = defineSum({
  name: 'multiply',
  description: "Multiply 'x' by 'y'. Exact for any number of digits.",
  x: 'The first number',
  y: 'The number to multiply it by',
  compute: (x, y) => x.times(y),
})

/** The tool `divide`: the quotient of two numbers, rounded where it has no end. It refuses a division by zero. */
export const divide = defineSum({
  name: 'divide',
  description: "Divide 'x' by 'y'. Exact where the quotient ends, else 40 digits.",
  x: 'The number to divide',
  y: 'The number to divide it by',
  compute: divideExact,
})

/** The tool `exponentiate`: a number to the power of another. It refuses a result with too many digits. */
export const exponentiate = defineSum({
  name: 'exponentiate',
  description: "Raise 'x' to the power of 'y'. Exact for whole powers; results over 1,000 digits are refused.",
  x: 'The base',
  y: 'The exponent',
  compute: power,
})

function parseOperand(name: 'x' | 'y', value: number | string): Exact {
  const refuse = (reason: string): never => {
    throw new ToolFailure(`The tool could not use these arguments: "${name} ${reason}".`, { refused: true })
  }
  if (typeof value === 'string' && value.length > maxDigits + 10) return refuse('has more than 1,000 digits')
  const number = parseExact(value)
  if (number === undefined) return refuse('must be a number')
  if (number.e >= maxDigits || number.e < -maxDigits) return refuse('has more than 1,000 digits')
  return number
}
