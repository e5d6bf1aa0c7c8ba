import { type Language, languageOf } from '@/lib/agent/tools/search/language'

/** What the demo model says by itself, without a tool: greetings, and what it cannot do, each in one sentence. */

export const sayings = {
  empty: 'There was no question in that message. Ask me about anything in an encyclopedia, for a sum, or for the time somewhere.',
  wordProblem:
    'I do not solve problems that are told in words: write it as a sum in plain numbers, such as “3 * 12 - 5”, and I will work it out step by step.',
  notUnderstood:
    'I work by rules and did not understand that: ask me a question about a subject, for a sum, or for the time in a place.',
  nothingBefore: 'I do not know which number to go on from: write the whole sum, such as “(12 + 5) * 2”.',
  roundedBefore: 'The last result is rounded, so going on from it would be wrong: write the whole sum, such as “1 / 3 * 3”.',
} as const

/** A direct answer to a greeting, thanks or "what can you do?"; `undefined` for anything else. */
export function smallTalk(text: string): string | undefined {
  const words = text
    .slice(0, 200)
    .toLowerCase()
    .replaceAll('’', "'")
    .replace(/[^\p{L}\p{N}'+*/^√π%=(-]+/gu, ' ')
    .trim()
  if (!/[\p{L}\p{N}]/u.test(words)) return /[+*/^√π%=(-]/.test(words) ? undefined : sayings.empty
  const greeted = Object.values(frames).find(({ hello, greeting }) => greeting && hello.test(text.trim()))
  return answers.find(([pattern]) => pattern.test(words))?.[1] ?? greeted?.greeting
}

const abilities = `I am the **demo model**: no language model, but a set of rules that uses real tools, so that you can watch a run without a key.

- **Look-ups** in Wikipedia, in the language that you ask in, and in a built-in library: “Why is the sky blue?”
- **Sums**, in signs or words: \`(12.5 + 7.5) / 4\`, “15% of 2,480”, “the square root of 144”.
- **Times**: “What time is it in Nairobi and Lisbon?”
- **Follow-ups** such as “and its population?”, “now double it” or “what about Tokyo?”

For everything else, bring a key for a real model: Settings, Model.`

const answers: [RegExp, string][] = [
  [
    /^(?:what can you do|what do you do|who are you|what are you|help|help me|how can you help(?: me)?|what can i ask(?: you)?|what is this|(?:what is|how does) (?:this app|unfold)(?: work)?|(?:what|which) tools do you have|are you (?:an ai|real|a real model|a bot|human|chatgpt|gpt|claude)|(?:what|which) model are you|what is the demo model|how does this work)$/,
    abilities,
  ],
  [
    /^(?:hi|hello|hey|hiya|howdy|yo|greetings|good (?:morning|afternoon|evening|day))(?: (?:unfold|there|everyone|again|friend))?$/,
    'Hello. I am the **demo model**, which works by rules. Ask me about a subject, for a sum or for the time in a city, and watch the steps.',
  ],
  [
    /^(?:how are you(?: doing)?(?: today)?|how's it going|what's up|how do you do)$/,
    'All in order, thank you. I am the **demo model** and work by rules. What shall we work out?',
  ],
  [
    /^(?:thanks|thank you|thx|cheers|ta|great thanks|ok thanks|thanks a lot|thank you (?:very|so) much|many thanks|perfect|great|nice|cool|awesome|well done|ok|okay|good|got it)$/,
    'You are welcome. Ask another whenever you like.',
  ],
  [/^(?:bye|goodbye|good night|see you|see you later|good bye)$/, 'Goodbye. The steps of this chat stay here to look at.'],
  [
    /^(?:test|testing|test test|ping|are you there|is this (?:thing )?on|can you hear me)$/,
    'It works: this answer came through the same stream as every other. Try “Take 10 plus 10, multiply by 7, then subtract 4” to see tools at work.',
  ],
]

/** What is said about a look-up, in the languages that are tried in `tests/demo-model`; in English to all others. */
const frames = {
  en: {
    hello: /^$/,
    greeting: '',
    nothing: 'I found nothing about *: try its usual name in a few words, or ask me for a sum or the time in a place.',
    more: 'I found nothing more about *.',
    readAs: 'I read this as *.',
    news: 'That takes today’s news, which I cannot read: ask me about a subject, for a sum, or for the time in a place.',
    today:
      /\b(?:weather|forecast|news|headlines?|stock price|share price|exchange rate|tonight|yesterday|tomorrow|this (?:week|morning|evening)|last night|latest|breaking|right now|live score)\b|\btoday\b(?!['’]s)/i,
  },
  de: {
    hello: /^(?:hallo|hi|guten (?:tag|morgen|abend)|servus|moin)[\s!.]*$/i,
    greeting:
      'Hallo. Ich bin das **Demo-Modell** und arbeite nach Regeln: Frag mich nach einer Sache, und sieh den Schritten zu.',
    nothing:
      'Zu * habe ich nichts gefunden: Versuch es mit dem üblichen Namen in wenigen Worten, oder frag mich nach etwas anderem.',
    more: 'Mehr habe ich zu * nicht gefunden.',
    readAs: 'Gemeint ist wohl *.',
    news: 'Dafür braucht es Nachrichten von heute, und die kann ich nicht lesen: Frag mich nach einer Sache, die länger bekannt ist.',
    today: /\b(?:wetter|nachrichten|heute|gestern|morgen früh|aktuelle[rns]?|börsenkurs|neueste[rns]?)\b/i,
  },
  fr: {
    hello: /^(?:bonjour|salut|bonsoir|coucou)[\s!.]*$/i,
    greeting:
      'Bonjour. Je suis le **modèle de démonstration** et je suis des règles : posez-moi une question et regardez les étapes.',
    nothing: 'Je n’ai rien trouvé sur * : essayez son nom habituel en quelques mots, ou posez-moi une autre question.',
    more: 'Je n’ai rien trouvé de plus sur *.',
    readAs: 'Je lis ceci comme *.',
    news: 'Il faudrait les nouvelles du jour, que je ne peux pas lire : posez-moi une question sur un sujet connu depuis longtemps.',
    today: /\b(?:météo|actualités?|aujourd['’]hui|hier|demain|ce soir|dernières nouvelles)(?!\p{L})/iu,
  },
  es: {
    hello: /^[¡\s]*(?:hola|buenos días|buenas tardes|buenas noches|buenas)[\s!.]*$/i,
    greeting: 'Hola. Soy el **modelo de demostración** y sigo reglas: hazme una pregunta y mira los pasos.',
    nothing: 'No encontré nada sobre *: prueba con su nombre habitual en pocas palabras, o hazme otra pregunta.',
    more: 'No encontré nada más sobre *.',
    readAs: 'Lo leo como *.',
    news: 'Para eso hacen falta las noticias de hoy, que no puedo leer: pregúntame por un tema conocido desde hace tiempo.',
    today: /\b(?:hoy|ayer|mañana|noticias|esta (?:noche|semana)|últim[ao]s noticias|clima hace|tiempo hace)(?!\p{L})/iu,
  },
  ru: {
    hello: /^(?:привет|здравствуй(?:те)?|добрый (?:день|вечер)|доброе утро)[\s!.]*$/i,
    greeting: 'Здравствуйте. Я **демонстрационная модель** и работаю по правилам: задайте вопрос и смотрите на шаги.',
    nothing: 'Я ничего не нашла про *: попробуйте обычное название в нескольких словах или задайте другой вопрос.',
    more: 'Больше я ничего не нашла про *.',
    readAs: 'Читаю это как *.',
    news: 'Для этого нужны сегодняшние новости, а их я читать не могу: спросите о том, что известно давно.',
    today: /(?<!\p{L})(?:погода|новости|сегодня|вчера|завтра|курс доллара)(?!\p{L})/iu,
  },
  ja: {
    hello: /^(?:こんにちは|こんばんは|おはよう(?:ございます)?|やあ)[\s！!。]*$/,
    greeting: 'こんにちは。**デモモデル**です。規則に従って動きます。質問をして、手順をご覧ください。',
    nothing: '*については何も見つかりませんでした。一般的な名前を短く入力するか、別の質問をしてください。',
    more: '*について、これ以上は見つかりませんでした。',
    readAs: '*のことと解釈しました。',
    news: 'それには今日のニュースが必要ですが、読むことができません。以前から知られていることを質問してください。',
    today: /天気|ニュース|今日|昨日|明日|株価/,
  },
} as const

const frameOf = (language: Language) => (language in frames ? frames[language as keyof typeof frames] : frames.en)

/** What nothing was found for, in the person's own words, and what to do about it. */
export function sayNothingFound(questions: string[]): string {
  const asked = questions.map((question) => `“${question.length > 120 ? `${question.slice(0, 119).trimEnd()}…` : question}”`)
  return frameOf(languageOf(questions.join(' '))).nothing.replace('*', () => asked.join(', '))
}

export const sayNoMore = (language: Language, title: string): string => frameOf(language).more.replace('*', () => `**${title}**`)

/** A name that was misspelt is said as it was read. */
export const sayReadAs = (language: Language, title: string): string => frameOf(language).readAs.replace('*', () => title)

/** What only today's news could answer is not looked up in an encyclopedia. */
export function sayNeedsNews(question: string): string | undefined {
  const { today, news } = frameOf(languageOf(question))
  return today.test(question) ? news : undefined
}

/** The text with a capital and a full stop, unless it has one: inside a bracket counts. */
export function asSentence(text: string): string {
  const whole = capital(text.trim())
  return /[.!?…][)”"’]*$/.test(whole) ? whole : `${whole}.`
}

/** The text with a capital. Only Latin letters have one here: π stays as it is, and so do the number e and the names of functions. */
export const capital = (text: string): string =>
  text.replace(/^(?!e(?![\p{L}-]))\p{Script=Latin}(?!\w*\()/u, (letter) => letter.toUpperCase())

/** "a, b, and c". */
export const listed = (items: string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')}, and ${items.at(-1) ?? ''}`
