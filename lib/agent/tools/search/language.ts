/**
 * The words of a language that say nothing of what a question is about: those that ask, articles, prepositions, auxiliaries,
 * pronouns. They tell what language a question is in, and what is left without them is what to look up.
 */
const words = {
  en: `a about actually after all also an and any are as at be been before between but by can could did do does done during explain for from get
    give had has have he her him his how i if in into is it its just know let may me might more most much many my of off on one or our out over
    please really say she should show so some such tell than that the their them then there these they this those to under until up us very
    was we were what what's whats when where which while who who's whom whose why will with work works would you your it's isn't describe
    define happen happens happened exactly still ever today's called named word mean means meaning so-called there's briefly summarise
    summarize something anything s t re ve ll m`,
  de: `aber alle alles als am an auf aus bei beim bin bis bitte da damit dann das dass dem den denn der des dich die dies diese dieser dir doch du
    ein eine einem einen einer eines er erkläre erklär erkläre es für gab gibt haben hat hatte hatten ich ihm ihn ihr im in ist ja kann kannst man
    mehr mein mir mit nach nicht noch nur ob oder seine seit sich sie sind so über um und uns unter viel viele vom von vor wann war waren warum was
    weil welche welcher welches wem wen wer werden weshalb wessen wie wieso wieviel wird wo woher wohin worin wurde wurden zu zum zur zwischen sein
    heißt bedeutet bedeutung funktioniert funktionieren erzähl erzähle sag dazu davon dort eigentlich genau einfach hast gemacht`,
  fr: `a à ai au aux avec c'est ce ces cet cette combien comme comment dans de des dis-moi donc du elle en est est-ce et eu explique expliquez fait
    fonctionne fonctionnent il ils j je l la le les leur lui ma mais me moi n ne nous on ont ou où par parle-moi pas pendant plus pour pourquoi qu quand
    qu'est-ce que quel quelle quelles quels qui quoi s sa se ses si sont sur t'il te toi ton tu un une vers vous y était étaient été fut d c
    qu'est veut dire signifie sert moi-même dis raconte parle suis es peux`,
  es: `a al algo ante con cuál cuáles cual cuando cuándo cuánta cuántas cuánto cuántos cuanto cuantos de del desde dime donde dónde e el él ella en entre
    era eran es esa ese eso está están este esto explica explícame fue fueron funciona funcionan ha había hace hacia han hasta hay la las le lo los más me
    mi muy no nos o para pero por porque porqué qué que quién quien quiénes se ser si sí sido sin sobre son su sus también te tiene tienen tu un una uno unas unos y
    ya yo significa cómo como hablame háblame puedo puedes`,
  pt: `a à ao aos as com como da das de do dos e é ela ele em entre era essa esse está eu explique foi foram há isso isto mais me meu na não nas no nos num o
    onde os ou para pela pelo por porque porquê qual quais quando quanto quantos quanta quantas que quê quem são se seu sua também te tem um uma você fica funciona significa`,
  it: `a ad ai al alla anche che chi ci come con cosa cos'è da dal dalla dei del della delle dello di dove e è ed era gli ha hanno ho i il in io la le lo ma mi nel
    nella non o per perché più qual quale quali quando quanti quanto quanta quante questo se si sono su sul tra tu un una uno fu si funziona significa c'è`,
  nl: `aan als bij dat de deze die dit door een en er het heeft hebben hij hoe hoeveel ik in is je kan maar meer met naar niet nog of om ons ook op over te tot uit van
    veel voor waar waarom wanneer waren was wat we welke werd wie wij worden zijn ze zich wordt werkt betekent`,
  sv: `att av den det de där detta du efter en ett finns för från hade han har hon hur i inte jag kan man med men mycket många när och om på sig som till under upp ut
    vad var varför vem vi vid vilka vilken vilket är`,
  pl: `a ale co czy czym dla dlaczego do gdzie i ile jak jaka jaki jakie jest jej jego już kiedy kto która które który ma mi mnie na nie o od po przez się są ta tak ten
    to w we z za że był była było były`,
  ru: `а без бы был была были было в вам вас во вот все вы где да для до его ее её если есть еще ещё же за и из или им их к как какая какие каким какого какое какой какую
    кем ко когда кого кому которая который кто куда ли меня мне можно мы на над не него нет ни но о об объясни он она они от откуда по под почему при про расскажи с сколько
    со так такое такой там то того тоже ты у уже чего чем что чтобы это этот я является работает работают значит зачем такая такие`,
  uk: `а але бо був була були було в він вона вони де для до з за і із її його й коли кого ким кому куди на не ні о та те ти то у хто це чи чим чому що який яка яке які як скільки про`,
} as const

/** Small words of languages that are recognised by their script; those that are written without spaces have their particles here. */
const scriptWords = {
  ja: `は が の を に で と も から まで です ます か 何 なに なん なぜ どうして 誰 だれ いつ どこ どの どう どれ どんな くらい ぐらい ある いる する した て た だ って とは や へ
    な な の です ました ください 教え 教えて について いう いくつ どのように し れ られ さ い ん な ので 人 どれくらい なの ですか あり あります 年 こと もの 的`,
  zh: `的 了 是 在 和 有 什么 什麼 谁 誰 为什么 為什麼 为何 怎么 怎麼 如何 哪里 哪裡 哪 哪个 几 多少 吗 嗎 呢 请 告诉 我 你 他 她 它 这 那 与 跟 被 把 个 多 大 因为 会 能 可以 时候 什么时候 何时 关于 介绍 一下`,
} as const

export type Language = keyof typeof words | keyof typeof scriptWords | (typeof scripts)[number][1]

/** Letters that only some languages have. Where two have the same, the first is the likelier one. */
const letters: [RegExp, Language][] = [
  [/[äöüß]/i, 'de'],
  [/[ñ¿¡]/i, 'es'],
  [/[ãõ]/i, 'pt'],
  [/[çœêèùë]/i, 'fr'],
  [/[łżźśćąęń]/i, 'pl'],
  [/[åø]/i, 'sv'],
  [/[іїєґ]/i, 'uk'],
]

const scripts = [
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/u, 'ja'],
  [/\p{Script=Han}/u, 'zh'],
  [/\p{Script=Hangul}/u, 'ko'],
  [/\p{Script=Arabic}/u, 'ar'],
  [/\p{Script=Hebrew}/u, 'he'],
  [/\p{Script=Greek}/u, 'el'],
  [/\p{Script=Devanagari}/u, 'hi'],
  [/\p{Script=Thai}/u, 'th'],
] as const

const stopWords = new Map(
  Object.entries({ ...words, ...scriptWords }).map(([language, text]) => [language, new Set(text.split(/\s+/).map(toPlain))]),
)

/**
 * The language of a question, by its script, its smallest words and its letters. English where nothing tells, as in a name:
 * that is also where most has been written.
 */
export function languageOf(text: string): Language {
  const start = text.slice(0, 400)
  const isLatin = (start.match(/\p{Script=Latin}/gu)?.length ?? 0) * 2 > (start.match(/\p{L}/gu)?.length ?? 0)
  const script = isLatin ? undefined : scripts.find(([pattern]) => pattern.test(start))
  if (script) return script[1]
  const said = start
    .toLowerCase()
    .split(/[^\p{L}\p{M}'’-]+/u)
    .map(toPlain)
    .filter(Boolean)
  const isCyrillic = /\p{Script=Cyrillic}/u.test(start) && !isLatin
  const candidates = (Object.keys(words) as (keyof typeof words)[]).filter(
    (language) => (language === 'ru' || language === 'uk') === isCyrillic,
  )
  const scored = candidates.map((language) => ({
    language,
    score:
      said.filter((word) => stopWords.get(language)?.has(word)).length +
      (letters.some(([pattern, of]) => of === language && pattern.test(start)) ? 0.6 : 0),
  }))
  return scored.reduce((best, each) => (each.score > best.score ? each : best)).language
}

/** True for a word that says nothing of what a question is about. */
export const isStopWord = (word: string, language: Language): boolean => stopWords.get(language)?.has(toPlain(word)) ?? false

/** Small letters, one kind of apostrophe. */
function toPlain(word: string): string {
  return word.toLowerCase().replaceAll('’', "'")
}
