const maxSegments = 12

/** A message with several questions, as its questions: split at sentence ends, and at ", and what …". */
export function splitQuestion(text: string): string[] {
  return text
    .replace(/([?!;\n]|\.(?=\s|$))+/g, (marks) => (marks.includes('?') ? '?\n' : '\n'))
    .replace(nextQuestion, '\n')
    .split('\n')
    .map((segment) => segment.trim().replace(/^(?:and|also|then)\s+(?=what|how|who|why|when|where|the\s+time)/i, ''))
    .filter(
      (segment) => /[\p{L}\p{N}]/u.test(segment) && !/^\W*(?:and|also|then|ok(?:ay)?|please|so|but|thanks)\W*$/i.test(segment),
    )
    .slice(0, maxSegments)
}

const question = String.raw`(?:what|what['’]s|how|who|why|when|where|which|tell\s+me|(?:the\s+)?(?:current\s+|local\s+)?time\s+(?:is\s+it\s+)?(?:in|at))\b`
const nextQuestion = new RegExp(String.raw`(?:,\s*(?:and\s+)?|\s+and\s+)(?:also\s+)?(?=${question})`, 'gi')
