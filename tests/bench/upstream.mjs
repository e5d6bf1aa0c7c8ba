import { createServer } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { tokenAt } from './text.mjs'

/**
 * A model behind OpenAI's streaming format, as lean as it can be, in a process of its own. The question says how to answer:
 * `{ "tokens": 300, "rate": 30, "text": "stamps" | "markdown" }`; rate is tokens a second, 0 is as fast as the reader reads. A stamp is
 * the moment at which its token was written, `t` and microseconds of the machine's monotonic clock, which all processes share.
 * With `"calls": { "turns": 4, "each": 3 }` the answer comes after so many turns, each of so many sums at once.
 */
const server = createServer((request, response) => {
  request.socket.setNoDelay(true)
  let body = ''
  request.on('data', (chunk) => {
    body += chunk
  })
  request.on('end', () => answer(JSON.parse(body || '{}'), response))
})
server.listen(Number(process.env.PORT), '127.0.0.1')

function answer({ messages = [], tools = [], tool_choice, stream_options }, response) {
  const question = messages.findLast(({ role }) => role === 'user')
  const { tokens = 1, rate = 0, text = 'stamps', calls } = JSON.parse(/\{.*\}/s.exec(textOf(question))?.[0] ?? '{}')
  const turns = messages.slice(messages.indexOf(question)).filter(({ role }) => role === 'assistant').length
  if (calls && turns < calls.turns) return callTools(calls.each, turns, rate, response)
  const names = tools.map((tool) => tool.function.name)
  const tool = tool_choice === 'required' ? (names.find((name) => name === 'final_answer') ?? names[0]) : undefined
  const frame = tool ? inCall : inText

  response.writeHead(200, { 'content-type': 'text/event-stream' })
  if (tool) response.write(chunkOf({ role: 'assistant', content: null, tool_calls: [callStart(tool)] }))
  else response.write(chunkOf({ role: 'assistant', content: '' }))
  if (tool) response.write(inCall('{"answer":"'))

  let written = 0
  const writeOne = () => {
    response.write(frame(inJson(text === 'stamps' ? ` t${process.hrtime.bigint() / 1000n}` : tokenAt(written, tokens), tool)))
    written += 1
  }
  const end = () => {
    if (tool) response.write(inCall('","tools_used":[]}'))
    response.write(chunkOf({}, tool ? 'tool_calls' : 'stop'))
    if (stream_options?.include_usage) response.write(usageOf(tokens))
    response.end('data: [DONE]\n\n')
  }

  if (rate === 0) return asFast()
  // Streams that begin together must not tick together, or every latency would be that of a queue.
  const startsAt = performance.now() + (Math.random() * 1000) / rate
  const timer = setTimeout(tick, startsAt - performance.now())
  response.on('close', () => clearTimeout(timer))
  function tick() {
    if (response.destroyed) return
    // A timer has whole milliseconds at best, so a fast stream writes all that is due.
    do writeOne()
    while (written < tokens && startsAt + (written * 1000) / rate <= performance.now())
    if (written === tokens) end()
    else setTimeout(tick, startsAt + (written * 1000) / rate - performance.now())
  }

  function asFast() {
    while (written < tokens) {
      writeOne()
      if (response.writableNeedDrain) return void response.once('drain', asFast)
    }
    end()
  }
}

/** Sums, named one after the other, their arguments in pieces of a token each. */
async function callTools(count, turn, rate, response) {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (let index = 0; index < count; index += 1) {
    response.write(
      chunkOf({
        tool_calls: [{ index, id: `call_${turn}_${index}`, type: 'function', function: { name: 'add', arguments: '' } }],
      }),
    )
    for (const piece of [...`{"x": ${turn + 1}000, "y": ${index + 1}}`.match(/.{1,3}/g)]) {
      response.write(chunkOf({ tool_calls: [{ index, function: { arguments: piece } }] }))
      if (rate > 0) await delay(1000 / rate)
    }
  }
  response.write(chunkOf({}, 'tool_calls'))
  response.end('data: [DONE]\n\n')
}

const textOf = (message) =>
  typeof message?.content === 'string' ? message.content : (message?.content ?? []).map((part) => part.text ?? '').join('')

const frameOf = (rest) =>
  `data: ${JSON.stringify({ id: 'chatcmpl-bench', object: 'chat.completion.chunk', created: 1_700_000_000, model: 'bench', ...rest })}\n\n`
const chunkOf = (delta, finish = null) => frameOf({ choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }] })
const callStart = (name) => ({ index: 0, id: 'call_bench', type: 'function', function: { name, arguments: '' } })
const inText = (content) => chunkOf({ content })
const inCall = (args) => chunkOf({ tool_calls: [{ index: 0, function: { arguments: args } }] })
const inJson = (token, tool) => (tool ? JSON.stringify(token).slice(1, -1) : token)
const usageOf = (tokens) =>
  frameOf({ choices: [], usage: { prompt_tokens: 100, completion_tokens: tokens, total_tokens: 100 + tokens } })
