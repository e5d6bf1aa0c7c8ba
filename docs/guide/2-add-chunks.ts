import type { AIMessageChunk } from 'langchain'
import { model, tools } from './demo'

/** Chunks of one message can be added. The sum has the whole text, the tools' names and their whole arguments. */
const asking = model.bindTools?.(tools.map((tool) => tool.binding))
if (!asking) throw new Error('This model cannot use tools.')

let sum: AIMessageChunk | undefined
const readings: string[] = []

for await (const chunk of await asking.stream('What is 12345 plus 67890, and what is 2 to the power of 64?')) {
  for (const { index, name, args } of chunk.tool_call_chunks ?? [])
    console.log(`call ${index}  ${name ? `name ${name}` : `args ${JSON.stringify(args)}`}`)

  sum = sum ? sum.concat(chunk) : chunk
  readings.push(JSON.stringify(sum.tool_calls?.[0]?.args)) // What not to do: see below.
}

console.log('\nAdded up, when the stream is over:')
for (const { name, args } of sum?.tool_calls ?? []) console.log(`  ${name}(${JSON.stringify(args)})`)

const whole = readings.at(-1)
console.log('\nThe first call as `.tool_calls` gave it while the sum was growing:')
for (const reading of new Set(readings))
  if (reading) console.log(`  ${reading}${reading === whole ? '' : '   not what was meant'}`)
