import { callTools, deltas, finalAnswer, type Reply, type StreamReply, say } from './replies'

/**
 * How servers that speak OpenAI's format really speak it. A case: what the model's server sends, what a person then sees, and
 * what goes back with the second request. Add one as an entry of the list it belongs to.
 */
export type Dialect = {
  name: string
  /** To the requests of one question, in order. */
  replies: Reply[]
  sees: Seen
  /** The assistant's message in the second request, as `toMatchObject` takes it; a field that is `undefined` must not be there. */
  back?: Record<string, unknown>
}
export type Seen = { answer: string; thought?: string; note?: string; calls?: [name: string, args: unknown, result: string][] }

const args = '{"x":10,"y":10}'
const call = (more: object = {}, called: object = {}) => ({
  index: 0,
  id: 'call_1',
  type: 'function',
  ...more,
  function: { name: 'add', arguments: args, ...called },
})
/** One delta with these calls. */
const calls = (...tool_calls: object[]): StreamReply => ended('tool_calls', deltas({ tool_calls }))
const ended = (finish: string | null, reply: StreamReply): StreamReply => ({ ...reply, finish })
const it20 = finalAnswer('It is 20.', ['add'])
const added: Seen = { answer: 'It is 20.', calls: [['add', { x: 10, y: 10 }, '20']] }
const thoughtOf = 'Two numbers, one sum.'
/** As one stream, with the calls' indexes as they stand. */
const one = (...replies: [StreamReply, ...StreamReply[]]): StreamReply => ({
  ...(replies.at(-1) ?? replies[0]),
  parts: replies.flatMap(({ parts }) => parts),
})
/** Each character is a delta of its own. */
const spelled = (text: string): StreamReply => say(text, { tokens: [...text].length })
/** The arguments of one call, as text in these deltas. */
const written = (name: string, ...fragments: unknown[]): StreamReply =>
  ended(
    'tool_calls',
    deltas(
      { tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: { name, arguments: '' } }] },
      ...fragments.map((fragment) => ({ tool_calls: [{ index: 0, function: { arguments: fragment } }] })),
    ),
  )

/** What goes back to the provider: the message as it came. */
export const goesBack: Dialect[] = [
  {
    name: 'DeepSeek: reasoning_content before a call',
    replies: [one(deltas({ reasoning_content: 'Two numbers,' }, { reasoning_content: ' one sum.' }), calls(call())), it20],
    sees: { ...added, thought: thoughtOf },
    back: { reasoning_content: thoughtOf, content: undefined },
  },
  {
    name: 'Kimi: reasoning_content that is empty',
    replies: [one(deltas({ reasoning_content: '' }), calls(call())), it20],
    sees: added,
    back: { reasoning_content: '' },
  },
  {
    name: 'vLLM: thinking in a field named reasoning, and null in the other',
    replies: [one(deltas({ reasoning: 'Two numbers, one sum.', reasoning_content: null }), calls(call())), it20],
    sees: { ...added, thought: thoughtOf },
    back: { reasoning: thoughtOf, reasoning_content: undefined },
  },
  {
    name: 'thinking also after the call',
    replies: [
      one(
        deltas({ reasoning_content: 'Two numbers,' }),
        calls(call()),
        ended('tool_calls', deltas({ reasoning_content: ' one sum.' })),
      ),
      it20,
    ],
    sees: { ...added, thought: thoughtOf },
    back: { reasoning_content: thoughtOf },
  },
  {
    name: 'OpenRouter: reasoning_details in pieces, one of them encrypted',
    replies: [
      one(
        deltas(
          { reasoning: 'Two numbers,', reasoning_details: [{ type: 'reasoning.text', text: 'Two numbers,', index: 0 }] },
          {
            reasoning: ' one sum.',
            reasoning_details: [{ type: 'reasoning.text', text: ' one sum.', index: 0, signature: 'sig' }],
          },
          { reasoning_details: [{ type: 'reasoning.encrypted', data: 'c2VjcmV0', index: 1 }] },
        ),
        calls(call()),
      ),
      it20,
    ],
    sees: { ...added, thought: thoughtOf },
    back: {
      reasoning: thoughtOf,
      reasoning_details: [
        { type: 'reasoning.text', text: thoughtOf, index: 0, signature: 'sig' },
        { type: 'reasoning.encrypted', data: 'c2VjcmV0', index: 1 },
      ],
    },
  },
  {
    name: 'Gemini: extra_content beside the function',
    replies: [calls(call({ extra_content: { google: { thought_signature: 'c2ln' } } })), it20],
    sees: added,
    back: { tool_calls: [{ id: 'call_1', extra_content: { google: { thought_signature: 'c2ln' } } }] },
  },
  {
    name: 'Gemini: the signature comes after the arguments',
    replies: [one(calls(call()), calls({ index: 0, extra_content: { google: { thought_signature: 'c2ln' } } })), it20],
    sees: added,
    back: { tool_calls: [{ id: 'call_1', extra_content: { google: { thought_signature: 'c2ln' } } }] },
  },
  {
    name: 'OpenAI: ids of 29 characters',
    replies: [calls(call({ id: 'call_abcdefghijklmnopqrstuvwx' })), it20],
    sees: added,
    back: { tool_calls: [{ id: 'call_abcdefghijklmnopqrstuvwx', type: 'function', function: { name: 'add', arguments: args } }] },
  },
  {
    name: 'LiteLLM: ids of hundreds of characters, with a signature in them',
    replies: [calls(call({ id: `call_1__thought__${'c2ln'.repeat(100)}` })), it20],
    sees: added,
    back: { tool_calls: [{ id: `call_1__thought__${'c2ln'.repeat(100)}` }] },
  },
  {
    name: 'the same ids in each turn',
    replies: [
      calls(call({ id: 'call_0' })),
      calls(call({ id: 'call_0' }, { arguments: '{"x":1,"y":1}' })),
      finalAnswer('20 and 2.'),
    ],
    sees: {
      answer: '20 and 2.',
      calls: [
        ['add', { x: 10, y: 10 }, '20'],
        ['add', { x: 1, y: 1 }, '2'],
      ],
    },
    back: { tool_calls: [{ id: 'call_0' }] },
  },
  {
    name: 'a note beside a call, and arguments with many digits and blanks',
    replies: [one(say('One sum.'), calls(call({}, { arguments: '{ "x": 12345678901234567890,\n"y": 1 }' }))), it20],
    sees: {
      answer: 'It is 20.',
      note: 'One sum.',
      calls: [['add', { x: Number('12345678901234567890'), y: 1 }, '12345678901234567891']],
    },
    back: { content: 'One sum.', tool_calls: [{ function: { arguments: '{ "x": 12345678901234567890,\n"y": 1 }' } }] },
  },
  {
    name: 'an answer beside a call is asked for again',
    replies: [
      calls(call(), { ...call({ index: 1, id: 'call_2' }), function: { name: 'final_answer', arguments: '{"answer":"21?"}' } }),
      it20,
    ],
    sees: added,
    back: { tool_calls: [{ id: 'call_1' }, { id: 'call_2', function: { name: 'final_answer', arguments: '{"answer":"21?"}' } }] },
  },
]

/** Text that is more than text. */
export const moreThanText: Dialect[] = [
  ...['think', 'thinking', 'thought', 'reasoning', 'seed:think'].map((tag) => ({
    name: `thinking in <${tag}> at the head`,
    replies: [spelled(`\n<${tag}>\n${thoughtOf}</${tag}>\n\nIt is 20, and 1 < 2.`)],
    sees: { answer: 'It is 20, and 1 < 2.', thought: thoughtOf },
  })),
  {
    name: 'Magistral: thinking in [THINK]',
    replies: [spelled(`[THINK]${thoughtOf}[/THINK]It is 20 [1].`)],
    sees: { answer: 'It is 20 [1].', thought: thoughtOf },
  },
  {
    name: 'thinking in tags before a call',
    replies: [one(spelled(`<think>${thoughtOf}</think>\n\n`), calls(call())), it20],
    sees: { ...added, thought: thoughtOf },
    back: { content: undefined },
  },
  {
    name: 'thinking and a token of the template inside of the final answer',
    replies: [finalAnswer(`<think>${thoughtOf}</think>\n\nIt is 20.<|im_end|>`, [], { fragment: 1 })],
    sees: { answer: 'It is 20.', thought: thoughtOf },
  },
  {
    name: 'an answer that only speaks of such markup, inside of the final answer',
    replies: [finalAnswer('`<think>` and {"name": "add"} stay, </s> too.', [], { fragment: 1 })],
    sees: { answer: '`<think>` and {"name": "add"} stay, </s> too.' },
  },
  {
    name: 'Qwen without thinking: empty tags',
    replies: [spelled('<think>\n\n</think>\n\nIt is 20.')],
    sees: { answer: 'It is 20.' },
  },
  {
    name: 'the tag in the middle of an explanation',
    replies: [spelled('R1 writes <think>…</think> before it answers.')],
    sees: { answer: 'R1 writes <think>…</think> before it answers.' },
  },
  {
    name: 'the tag in code, at the head',
    replies: [spelled('```xml\n<think>\nHm.\n</think>\n```\nThat is how R1 thinks.')],
    sees: { answer: '```xml\n<think>\nHm.\n</think>\n```\nThat is how R1 thinks.' },
  },
  {
    name: 'Mistral: content as a list of parts',
    replies: [
      deltas(
        { content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'Two numbers,' }] }] },
        { content: [{ type: 'thinking', thinking: [{ type: 'text', text: ' one sum.' }] }] },
        { content: [{ type: 'text', text: 'It is ' }] },
        { content: [{ type: 'reference', reference_ids: [1] }] },
        { content: [{ type: 'text', text: '20.' }] },
      ),
    ],
    sees: { answer: 'It is 20.', thought: thoughtOf },
  },
  ...[
    ['Hermes', '<tool_call>\n{"name": "add", "arguments": {"x": 10, "y": 10}}\n</tool_call>'],
    ['Hermes, not closed', '<tool_call>\n{"name": "add", "arguments": {"x": 10, "y": 10}}'],
    ['Llama 3', '{"type": "function", "name": "add", "parameters": {"x": 10, "y": 10}}'],
    ['a JSON object', '{"name": "add", "arguments": {"x": 10, "y": 10}}<|eot_id|>'],
    ['a JSON object with arguments as text', '{"name": "add", "arguments": "{\\"x\\": 10, \\"y\\": 10}"}'],
    ['a list', '[{"name": "add", "arguments": {"x": 10, "y": 10}}]'],
    ['Mistral', '[TOOL_CALLS][{"name": "add", "arguments": {"x": 10, "y": 10}}]'],
    ['Mistral, newer', '[TOOL_CALLS]add{"x": 10, "y": 10}'],
    [
      'Qwen coder',
      '<tool_call>\n<function=add>\n<parameter=x>\n10\n</parameter>\n<parameter=y>\n10\n</parameter>\n</function>\n</tool_call>',
    ],
    [
      'GLM',
      '<tool_call>add\n<arg_key>x</arg_key>\n<arg_value>10</arg_value>\n<arg_key>y</arg_key>\n<arg_value>10</arg_value>\n</tool_call>',
    ],
    ['after thinking', `<think>${thoughtOf}</think>\n<tool_call>{"name": "add", "arguments": {"x": 10, "y": 10}}</tool_call>`],
  ].map(([how = '', text = '']) => ({
    name: `a call written as text: ${how}`,
    replies: [spelled(text), it20],
    sees: { ...added, ...(text.includes(thoughtOf) && { thought: thoughtOf }) },
    back: { content: undefined, tool_calls: [{ type: 'function', function: { name: 'add' } }] },
  })),
  {
    name: 'two calls written as text, after a note',
    replies: [
      spelled(
        'Two sums.\n<tool_call>\n{"name": "add", "arguments": {"x": 10, "y": 10}}\n</tool_call>\n<tool_call>\n{"name": "add", "arguments": {"x": 1, "y": 1}}\n</tool_call><|im_end|>',
      ),
      finalAnswer('20 and 2.'),
    ],
    sees: {
      answer: '20 and 2.',
      note: 'Two sums.\n',
      calls: [
        ['add', { x: 10, y: 10 }, '20'],
        ['add', { x: 1, y: 1 }, '2'],
      ],
    },
  },
  {
    name: 'the answer as a call written as text',
    replies: [spelled('{"name": "final_answer", "arguments": {"answer": "It is 20.", "tools_used": []}}')],
    sees: { answer: 'It is 20.' },
  },
  ...[
    'Models write this:\n```\n<tool_call>{"name": "add", "arguments": {"x": 1, "y": 2}}</tool_call>\n```\nand so on.',
    '```json\n{"name": "add", "arguments": {"x": 1, "y": 2}}\n```',
    'A call is written as <tool_call>{"name": "add", "arguments": {}}</tool_call> by Hermes.',
    '<tool_call>{"name": "launch", "arguments": {}}</tool_call>',
    '{"name": "Ada", "arguments": ["none"]}',
    '{"x": 10, "y": [1, 2]}',
    '{"name": "add", "arguments": {"x": 10, "y": 10}} is how a call is written.',
    '[1] is the first source, <b>bold</b> & <|not a token|>',
  ].map((text) => ({ name: `no call: ${text.slice(0, 40)}`, replies: [spelled(text)], sees: { answer: text } })),
  ...['<|im_end|>', '<|eot_id|>', '<end_of_turn>', '</s>', '<|im_end|>\n<|endoftext|>'].map((token) => ({
    name: `a token of the template at the end: ${token}`,
    replies: [spelled(`It is 20.${token}`)],
    sees: { answer: 'It is 20.' },
  })),
  {
    name: 'a token of the template that is spoken of',
    replies: [spelled('Each message ends with `<|im_end|>` or </s>, see above.')],
    sees: { answer: 'Each message ends with `<|im_end|>` or </s>, see above.' },
  },
  ...['add<|channel|>commentary', 'functions.add', 'default_api:add', 'Add'].map((name) => ({
    name: `a name with something added: ${name}`,
    replies: [calls(call({}, { name })), it20],
    sees: added,
  })),
]

/** Calls as they come. */
export const callsAsTheyCome: Dialect[] = [
  { name: 'arguments as an object', replies: [calls(call({}, { arguments: { x: 10, y: 10 } })), it20], sees: added },
  {
    name: 'arguments as a JSON string that holds JSON',
    replies: [written('add', ...JSON.stringify(args)), it20],
    sees: added,
    back: { tool_calls: [{ function: { arguments: args } }] },
  },
  { name: 'a placeholder {} first', replies: [written('add', '{}', '{"x":10', ',"y":10}'), it20], sees: added },
  { name: 'a placeholder {} first, as an object', replies: [written('add', {}, { x: 10, y: 10 }), it20], sees: added },
  { name: 'the whole repeated in the last delta', replies: [written('add', '{"x":10', ',"y":10}', args), it20], sees: added },
  {
    name: 'the whole repeated in other words, with the name',
    replies: [one(written('add', '{"x":10', ',"y":10}'), calls(call({}, { arguments: '{ "x": 10, "y": 10 }' }))), it20],
    sees: added,
  },
  { name: 'a token of the template after the arguments', replies: [written('add', args, '<|im_end|>'), it20], sees: added },
  { name: 'a bracket closed once too often', replies: [written('add', args, '}'), it20], sees: added },
  { name: 'the end of a fence after the arguments', replies: [written('add', `${args}}\n\`\`\``), it20], sees: added },
  {
    name: 'raw line breaks and tabs inside of strings',
    replies: [written('final_answer', '{"answer": "One\n', '\ttwo\r\n"}')],
    sees: { answer: 'One\n\ttwo\r\n' },
  },
  {
    name: 'an empty name first',
    replies: [
      one(calls(call({}, { name: '', arguments: '' })), calls({ index: 0, function: { name: 'add', arguments: args } })),
      it20,
    ],
    sees: added,
  },
  {
    name: 'an empty name first, with the first arguments',
    replies: [
      one(
        calls(call({}, { name: '', arguments: '{"x":10' })),
        calls({ index: 0, function: { name: 'add', arguments: ',"y":10}' } }),
      ),
      it20,
    ],
    sees: added,
  },
  {
    name: 'a name in two pieces',
    replies: [
      one(
        calls(call({}, { name: 'final_', arguments: '' })),
        calls({ index: 0, function: { name: 'answer', arguments: '{"answer":"It is 20."}' } }),
      ),
    ],
    sees: { answer: 'It is 20.' },
  },
  {
    name: 'the name in each delta',
    replies: [one(calls(call({}, { arguments: '{"x":10' })), calls(call({}, { arguments: ',"y":10}' }))), it20],
    sees: added,
  },
  {
    name: 'two calls without ids, both with index 0',
    replies: [one(calls(call({ id: '' })), calls(call({ id: '' }, { arguments: '{"x":1,"y":1}' }))), finalAnswer('20 and 2.')],
    sees: {
      answer: '20 and 2.',
      calls: [
        ['add', { x: 10, y: 10 }, '20'],
        ['add', { x: 1, y: 1 }, '2'],
      ],
    },
  },
  {
    name: 'two calls with the same id',
    replies: [calls(call(), call({ index: 1 }, { arguments: '{"x":1,"y":1}' })), finalAnswer('20 and 2.')],
    sees: {
      answer: '20 and 2.',
      calls: [
        ['add', { x: 10, y: 10 }, '20'],
        ['add', { x: 1, y: 1 }, '2'],
      ],
    },
    back: { tool_calls: [{ id: 'call_1' }, { function: { arguments: '{"x":1,"y":1}' } }] },
  },
  {
    name: 'two calls with the same id, in pieces that take turns',
    replies: [
      one(
        calls(call({}, { arguments: '{"x":10' }), call({ index: 1 }, { arguments: '{"x":1' })),
        calls(
          { index: 0, id: 'call_1', function: { arguments: ',"y":10}' } },
          { index: 1, id: 'call_1', function: { arguments: ',"y":1}' } },
        ),
      ),
      finalAnswer('20 and 2.'),
    ],
    sees: {
      answer: '20 and 2.',
      calls: [
        ['add', { x: 10, y: 10 }, '20'],
        ['add', { x: 1, y: 1 }, '2'],
      ],
    },
  },
  {
    name: 'function_call, as it was before tools',
    replies: [
      ended(
        'function_call',
        deltas({ function_call: { name: 'add', arguments: '{"x":10' } }, { function_call: { arguments: ',"y":10}' } }),
      ),
      it20,
    ],
    sees: added,
  },
  { name: 'a whole call, no finish reason, [DONE]', replies: [ended(null, calls(call())), it20], sees: added },
  {
    name: 'a tool that does not exist',
    replies: [callTools([{ name: 'fly', args: { now: true } }]), it20],
    sees: { answer: 'It is 20.', calls: [['fly', { now: true }, 'There is no tool named "fly". The tools are: add,']] },
    back: { tool_calls: [{ function: { name: 'fly' } }] },
  },
  {
    name: 'arguments that are no JSON at all',
    replies: [written('add', 'x is ten'), it20],
    sees: { answer: 'It is 20.', calls: [['add', undefined, 'The arguments are not one complete JSON object.']] },
    back: { tool_calls: [{ function: { arguments: '{}' } }] },
  },
]

/** The arguments of `final_answer` as a model wrote them, and the answer that it meant. */
export const texAnswers: [written: string, answer: string][] = [
  [String.raw`\(x = \sqrt{4}\) and \frac{1}{2}`, String.raw`\(x = \sqrt{4}\) and \frac{1}{2}`],
  [String.raw`\\(x = \\sqrt{4}\\) and \\frac{1}{2}\nu = 3`, `${String.raw`\(x = \sqrt{4}\) and \frac{1}{2}`}\nu = 3`],
  [
    String.raw`$\theta$, $\tau$, $\times$, $\text{a}$, $\rho$, $\right)$`,
    String.raw`$\theta$, $\tau$, $\times$, $\text{a}$, $\rho$, $\right)$`,
  ],
  [String.raw`$\nabla f$, $a \neq b$, $\beta$, $\begin{matrix}`, String.raw`$\nabla f$, $a \neq b$, $\beta$, $\begin{matrix}`],
  [String.raw`$\alpha$ and $\nu$, $a \ne b$, $\upsilon$`, String.raw`$\alpha$ and $\nu$, $a \ne b$, $\upsilon$`],
  [String.raw`a &= b \\ \alpha &= c \\ d`, String.raw`a &= b \\ \alpha &= c \\ d`.replace(String.raw`b \\`, 'b \\')],
  [String.raw`Line one\nnot two\tthe tab\rreturn \u00e9 \"x\" \/`, 'Line one\nnot two\tthe tab\rreturn é "x" /'],
  [String.raw`e = 2\nu = 3\ne = 4`, 'e = 2\nu = 3\ne = 4'],
  [String.raw`Five is\nless than six,\nexists, and\nparallel lines`, 'Five is\nless than six,\nexists, and\nparallel lines'],
  [String.raw`$\alpha \nless \beta$`, String.raw`$\alpha \nless \beta$`],
  [String.raw`C:\Users, \d+ and it\'s`, String.raw`C:\Users, \d+ and it\'s`],
  [String.raw`\u0007 \f \b1`, String.raw`� \f \b1`],
]
