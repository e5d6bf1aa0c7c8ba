import { type Language, languageOf } from '@/lib/agent/tools/search/language'
import { type Term, termsOf } from '@/lib/agent/tools/search/terms'
import type { GivenMessages } from './conversation'

/** What a question asks for, by the word that it begins with. */
export type Asks = 'who' | 'when' | 'number' | 'where' | 'why' | 'how' | 'what'

/**
 * A question to be looked up: its words that say what it is about, and what to search for. `queries` are two for a comparison,
 * else one. With `said`, the answer before it, it asks for what that did not say.
 */
export type Lookup = {
  kind: 'lookup'
  question: string
  language: Language
  asks: Asks
  terms: Term[]
  queries: string[]
  compares: boolean
  said?: string
}

export function toLookup(text: string): Lookup {
  const asked = text.replace(/\s+/g, ' ').trim().slice(0, 500)
  const question = asked.replace(command, '') || asked
  const wanted = spelledOut(question)
  const language = languageOf(wanted)
  const asks = asksIn(wanted)
  const compared = readComparison(wanted)
  return {
    kind: 'lookup',
    question,
    language,
    asks,
    terms: uniqueTerms(wanted, language),
    queries: compared ?? [toQuery(wanted, language) || question.slice(0, 200)],
    compares: compared !== undefined,
  }
}

function uniqueTerms(text: string, language: Language): Term[] {
  const all = termsOf(text, language).slice(0, 40)
  return all.filter(({ stem }, at) => all.findIndex((each) => each.stem === stem) === at)
}

const command =
  /^(?:(?:and|also|then|please|now|can you|could you)\s+)*(?:search(?: the (?:web|library))?(?: for)?|look (?:for|up)|find(?: out)?(?: about)?)\s+(?=\S)/i
const asksAtAll =
  /^(?:(?:and|also|then|please|but|so)\s+)*(?:what|how|who|whose|why|when|where|which|is|are|does|do|did|can|could|should|would|will|was|were|tell me about|explain|describe|show me|summari[sz]e|define|compare)\b/i
const isStatement = /\d|^(?:add|subtract|multiply|divide|take|round|double|i|i'm|my|we|our|you|your|he|she|they|it|this|that)\b/i

/** What each kind of question begins with, or has in it where a language puts it there. */
const askWords: [RegExp, Asks][] = [
  [
    /\b(?:how come|why|what (?:causes?|makes?)|warum|wieso|weshalb|wozu|pourquoi|por qu[eé]|per ?ch[eé])(?!\p{L})|почему|зачем|なぜ|どうして|为什么|為什麼/iu,
    'why',
  ],
  [
    /\b(?:how (?:many|much|tall|high|big|large|far|long|old|deep|fast|heavy|hot|cold|wide)|wie ?(?:viele?|hoch|gro(?:ß|ss)|weit|lang|alt|tief|schnell|schwer|hei(?:ß|ss))|combien|quelle (?:est la )?(?:hauteur|taille|distance|longueur|population)|cu[aá]nt[oa]s?|quant[oaie]s?)(?!\p{L})|сколько|какова? (?:высота|длина|площадь)|どれくらい|いくつ|何人|何メートル|多少|几/iu,
    'number',
  ],
  [
    /\b(?:when|(?:what|which) year|wann|in welchem jahr|quand|(?:en )?quelle année|cu[aá]ndo|en qué año|quando)(?!\p{L})|когда|в каком году|いつ|何年|什么时候/iu,
    'when',
  ],
  [/\b(?:where|wo|woher|où|d[oó]nde|onde|dove)(?!\p{L})|(?<!\p{L})(?:где|куда|откуда)(?!\p{L})|どこ|哪里/iu, 'where'],
  [
    /\b(?:who|whose|whom|we[rmn]|wessen|qui(?! est-ce que)|qui[eé]n(?:es)?|quem|chi)(?!\p{L})|(?<!\p{L})(?:кто|кем|кого)(?!\p{L})|誰|だれ|谁/iu,
    'who',
  ],
  [/\b(?:how|wie|comment|c[oó]mo|come)(?!\p{L})|(?<!\p{L})как(?!\p{L})|どうやって|どのように|怎么|如何/iu, 'how'],
]

const asksIn = (text: string): Asks => askWords.find(([pattern]) => pattern.test(text.slice(0, 200)))?.[1] ?? 'what'

/** True for what asks: with a question mark, a question word, "look up …", "A vs B"; alone also the name of a thing and no more. */
export const isQuestion = (text: string, isAlone: boolean): boolean =>
  /[?？؟]\s*$/.test(text) ||
  asksAtAll.test(text) ||
  command.test(text) ||
  /\b(?:vs|versus|compare|compared|differences? between)\b/i.test(text) ||
  (languageOf(text) !== 'en' && asksIn(text) !== 'what') ||
  (isAlone && text.trim().split(/\s+/).length <= 6 && !isStatement.test(text.trim()))

/** What is often abbreviated, in full: "SSE" finds more as "server-sent events". */
const spelledOut = (text: string): string =>
  text
    .replace(/\bserver sent events?\b|\bSSEs?\b/gi, 'server-sent events')
    .replace(/\bweb sockets?\b/gi, 'WebSockets')
    .replace(/\bAI\b/g, 'artificial intelligence')
    .replace(/\b(?:world war|ww) ?(?:2|ii|two)\b/gi, 'Second World War')
    .replace(/\b(?:world war|ww) ?(?:1|i|one)\b/gi, 'First World War')

/** The question without the words that every question has: "How does an agent decide which tool to call?" → "agent decide tool call". */
function toQuery(question: string, language: Language): string {
  if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(question)) return wordsIn(question, language)
  return question
    .split(/\s+/)
    .map((word) => word.replace(/^(?:[^\p{L}\p{N}]+|[ldjnsqu]{1,2}['’](?=\p{L}))|[^\p{L}\p{N}+#]+$/giu, '').replace(/['’]s$/, ''))
    .filter((word) => termsOf(word, language).length > 0)
    .join(' ')
    .slice(0, 200)
}

const wordsIn = (text: string, language: Language): string =>
  uniqueTerms(text, language)
    .map(({ word }) => word)
    .join(' ')

/** The two subjects of "How do X compare with Y?", "X vs Y", "the difference between X and Y", "Should I use X or Y?". */
function readComparison(question: string): string[] | undefined {
  const text = question.slice(0, 300).replace(/[?!.]+\s*$/, '')
  const found = comparisons.map((pattern) => pattern.exec(text)?.slice(1).map(toSubject))
  return found.find((subjects) => subjects?.every((subject) => subject.length > 1 && subject.split(/\s+/).length <= 7))
}

const comparisons = [
  /\bhow (?:do|does) (.+?) (?:compare|differ) (?:with|to|against|from) (.+)$/i,
  /\bhow (?:is|are) (.+?) different (?:from|to|than) (.+)$/i,
  /\b(?:differences?|comparison) (?:between|of) (.+?) (?:and|with|to) (.+)$/i,
  /\bcompare (.+?) (?:and|with|to|against|versus|vs\.?) (.+)$/i,
  /^(.+?) (?:vs\.?|versus) (.+)$/i,
  /\bshould (?:i|we|you|one) (?:use|choose|pick|prefer) (.+?) or (.+)$/i,
]

const toSubject = (text: string): string =>
  text
    .trim()
    .replace(/^(?:what(?:['’]s| is| are) )?(?:(?:the|an?|using) )+/i, '')
    .replace(/ (?:please|instead)$|[,;:\s]+$/i, '')

const asksForMore =
  /^\W*(?:please )?(?:(?:can|could) you )?(?:tell me more|say more|more|go on|continue|explain|what else|elaborate|mehr|erzähl(?:e)? mehr|dis-m'en plus|más|cuéntame más|расскажи (?:ещё|подробнее)|もっと(?:詳しく)?)(?: (?:about (?:that|this|it)|more|further|please|details?|information))*[\s.!?？。]*$/iu
const leansOn =
  /(?<!\p{L})(?:it|its|they|their|them|he|his|him|she|her|there|sein(?:e[rnms]?)?|ihr(?:e[rnms]?)?|er|sie|dort|son|sa|ses|leur|il|elle|sus?|él|ella|его|е[её]|он|она|их)(?!\p{L})|その|それ|彼/iu
const goesOn = /^\W*(?:(?:and|but|ok(?:ay)?|now)\W+)?(?:(?:what|how) about|and|und|was ist mit|et|y|а|и)\s/iu

/** "Tell me more", "and its population?", "what about France?" after an answer with sources: the same subject, or the same of another one. */
export function inContext(text: string, history: GivenMessages['history']): Lookup | undefined {
  const last = history.at(-1)
  if (!last || !/\[\d+\]/.test(last.answer)) return undefined
  const start = text.slice(0, 200)
  const subject = /^[^#\n-][^\n]*?\*\*([^*\n]{2,80})\*\*|^\*\*([^*\n]{2,80})\*\*/
    .exec(last.answer.replace(/^[^\n]*\n\n(?=\*\*)/, ''))
    ?.slice(1)
    .find(Boolean)
  const asked = history.findLast(({ question }) => !asksForMore.test(question.slice(0, 80)))?.question ?? last.question
  if (asksForMore.test(text.slice(0, 120)))
    return {
      ...toLookup(leansOn.test(asked) || goesOn.test(asked) ? (subject ?? asked) : asked),
      said: history.map(({ answer }) => answer).join('\n'),
    }
  const bare = start.replace(goesOn, '')
  const language = languageOf(`${asked} ${start}`)
  const added = termsOf(bare, language)
  if (added.length === 0 || added.length > 4) return undefined
  if (leansOn.test(start) && subject)
    return { ...toLookup(`${start.replace(leansOn, ' ')} ${subject}`), language: languageOf(start) }
  const name = /^.*(?<=[\p{L}\p{N}] )(\p{Lu}[\p{L}'’-]*(?: \p{Lu}[\p{L}'’-]*)*)/su.exec(asked)
  if (!goesOn.test(start) || !name?.[1]) return undefined
  return toLookup(asked.replace(name[1], bare.replace(/[?!.\s]+$/, '')))
}
