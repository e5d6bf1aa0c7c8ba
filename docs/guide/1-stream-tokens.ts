import { model } from './demo'

/** A chat model gives its answer as an async iterable of chunks. */
const stream = await model.stream('What can you do?')

let chunks = 0
let longest = 0
for await (const chunk of stream) {
  process.stdout.write(chunk.text)
  chunks += 1
  longest = Math.max(longest, chunk.text.length)
}
console.log(`\n\n${chunks} chunks, none longer than ${longest} characters.`)
