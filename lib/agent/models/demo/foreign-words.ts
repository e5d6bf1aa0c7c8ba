/** True for a question in a language that the rules do not know: by its letters, or by words that English does not have. */
export function isForeign(text: string): boolean {
  const start = text.slice(0, 500).toLowerCase()
  if (/\p{L}/u.test(start.replace(/\p{Script=Latin}/gu, ''))) return true
  return start.split(/[^\p{L}]+/u).some((word) => foreignWords.has(word))
}

const foreignWords = new Set(
  (
    'quelle quel quels quelles heure qui que quoi où comment pourquoi combien les une dans avec sont ' +
    'ist wie wer warum wann wieviel und der ein eine nicht mal uhr spät welche welcher ' +
    'qué cuál cuánto cuántos cómo dónde quién porqué una está ' +
    'che quanto perché dove sono della ore qual quantos onde você são uma ' +
    'waarom wanneer hoeveel het een zijn hvad hvor hvordan vad hur och ile jest jak czy'
  ).split(' '),
)
