/** A direct answer to a greeting, thanks or "what can you do?"; `undefined` for anything that needs a tool. */
export function smallTalk(text: string): string | undefined {
  const words = text
    .slice(0, 200)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}'’ ]+/gu, ' ')
    .replaceAll('’', "'")
    .replace(/\s+/g, ' ')
    .trim()
  if (words === '')
    return 'There was no question in that message. Ask me for a sum, the time somewhere, or something about streaming and agents.'
  const match = answers.find(([pattern]) => pattern.test(words))
  return match?.[1]
}

const abilities = `I am the **demo model**: no language model, but a set of rules that uses real tools, so that you can watch a run without a key.

- **Sums**, in signs or words: \`(12.5 + 7.5) / 4\`, “15% of 2,480”, “the square root of 144”.
- **Times**: “What time is it in Nairobi and Lisbon?”
- **Look-ups** in a small library about streaming, agents, LangChain and this app.
- **Follow-ups** such as “now double it” or “what about Tokyo?”

For open questions, set a key for a real model as the README describes.`

const answers: [RegExp, string][] = [
  [
    /^(?:what can you do|what do you do|who are you|what are you|help|help me|how can you help(?: me)?|what can i ask(?: you)?|what is this|what tools do you have|which tools do you have|are you (?:an ai|real|a real model|a bot|human|chatgpt|gpt|claude)|what model are you|which model are you|what is the demo model|how does this work)$/,
    abilities,
  ],
  [
    /^(?:hi|hello|hey|hiya|howdy|yo|greetings|good (?:morning|afternoon|evening|day)|hello there|hi there|hey there)(?: (?:unfold|there|everyone|again|friend))?$/,
    'Hello. I am the **demo model**, which works by rules. Ask me for a sum, the time in a city, or how agents and streaming work, and watch the steps.',
  ],
  [
    /^(?:how are you(?: doing)?(?: today)?|how's it going|what's up|how do you do)$/,
    'All in order, thank you. I am the **demo model** and work by rules. What shall we work out?',
  ],
  [
    /^(?:thanks|thank you|thx|cheers|ta|great thanks|ok thanks|thanks a lot|thank you very much|many thanks|thank you so much|perfect|great|nice|cool|awesome|well done|ok|okay|good|got it)$/,
    'You are welcome. Ask another whenever you like.',
  ],
  [/^(?:bye|goodbye|good night|see you|see you later|good bye)$/, 'Goodbye. The steps of this chat stay here to look at.'],
  [
    /^(?:test|testing|test test|ping|are you there|is this (?:thing )?on|can you hear me)$/,
    'It works: this answer came through the same stream as every other. Try “Take 10 plus 10, multiply by 7, then subtract 4” to see tools at work.',
  ],
]
