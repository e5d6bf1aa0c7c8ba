import { isCommand } from './search-question'

const maxSegments = 12

/** A message with several questions, as its questions: split at sentence ends, and at ", and what …", ", and search for …", ", and 12 times 40". */
export function splitQuestion(text: string): string[] {
  return text
    .replace(/([?!;\n]|\.(?=\s|$))+/g, (marks) => (marks.includes('?') ? '?\n' : '\n'))
    .replace(nextQuestion, '\n')
    .replace(nextCommand, '\n')
    .replace(nextSum, '\n')
    .split('\n')
    .map((segment) => segment.trim().replace(joined, ''))
    .filter(
      (segment) => /[\p{L}\p{N}]/u.test(segment) && !/^\W*(?:and|also|then|ok(?:ay)?|please|so|but|thanks)\W*$/i.test(segment),
    )
    .slice(0, maxSegments)
}

/** Beside others in one message, only what asks is looked up: a heading or a remark is not. */
export const asksSomething = (segment: string): boolean =>
  segment.endsWith('?') || asking.test(segment) || isCommand(segment) || /\b(?:vs|versus|compare|compared)\b/i.test(segment)

const question = String.raw`(?:what|what['’]s|how|who|why|when|where|which|tell\s+me|(?:the\s+)?(?:current\s+|local\s+)?time\s+(?:is\s+it\s+)?(?:in|at))\b`
const command = String.raw`(?:(?:search|look)\s+for|search|look\s+up|find|calculate|compute|work\s+out)\s`
const numeral = String.raw`[$£€]?\d[\d,.]*`
const sign = String.raw`(?:[-+−*×·÷/^]|(?:plus|minus|times|over|of|off|squared|cubed|mod|to\s+the\s+power|divided\s+by|multiplied\s+by)\b)`
const comma = String.raw`,\s*(?:and\s+)?(?:then\s+)?(?:also\s+)?(?:please\s+)?`
const nextQuestion = new RegExp(String.raw`(?:,\s*(?:and\s+)?|\s+and\s+)(?:also\s+)?(?=${question})`, 'gi')
/** Without a comma, "and find" may well go on with the verb before it. */
const nextCommand = new RegExp(
  String.raw`${comma}(?=${command})|\s+and\s+(?:then\s+|also\s+)?(?=(?:search\s+for|look\s+up|calculate|work\s+out)\s)`,
  'gi',
)
const nextSum = new RegExp(String.raw`(?:,\s+(?:and\s+)?|\s+and\s+)(?:also\s+)?(?=${numeral}\s*(?:%|percent)?\s*${sign})`, 'gi')
const joined = new RegExp(String.raw`^(?:and|also|then)\s+(?=what|how|who|why|when|where|the\s+time|${command})`, 'i')
const asking =
  /^(?:(?:and|also|then|please|but|so)\s+)*(?:what|how|who|whose|why|when|where|which|is|are|does|do|did|can|could|should|would|will|tell|explain|describe|show|give|summari[sz]e|define)\b/i
