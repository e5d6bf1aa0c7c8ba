import type { Language } from '@/lib/agent/tools/search/language'
import type { Term } from '@/lib/agent/tools/search/terms'

/** True for one word in two forms, and for two that say the same of a subject. */
export function isAlike(a: Term, b: Term, language: Language): boolean {
  if (a.stem === b.stem) return true
  const relation = relationOf(b.word, language)
  return relation >= 0 && relation === relationOf(a.word, language)
}

/** True where the rules know what a word says of a subject: then its place in a sentence says nothing. */
export const isRelation = ({ word }: Term, language: Language): boolean => relationOf(word, language) >= 0

/** True for a language of which they know the words that give a reason, among others. */
export const isKnownWell = (language: Language): boolean => language in relations

/** Words that say the same of a subject: who wrote a play is its author. A star stands for any ending. */
const relations: Partial<Record<Language, string>> = {
  en: `wr[io]t* author* novel play tragedy poem book | invent* | discover* | paint* portrait | compos* opera symphony | die* death dead | born birth | built build* construct* | found* |
    tall height high met[er]* | big* large* size area diameter wide | far distance away | long* length | heav* weigh* mass | fast* speed quick | deep* depth | hot temperature warm | old age* |
    people populat* inhabitant* | start* beg[aiu]n* | fall* fell declin* collaps* | r[io]se* risen | grow* grew | fl[yeio]* flew | br[eo]a?k* | freez* froz* | eat* ate | st[eo]a?l* theft | f[io]ght* fought |
    los[et]* | sh[io]n* | c[oa]me* | end* over | caus* | man person human | w[io]n* | liv[ei]* | sp[eo]a?k* language* | money currency | rul* | direct* | resum* | mov* motion | ma[kd]e* | protect* |
    plane* aeroplane* airplane* aircraft | bike* bicycl* | phone* telephone* | soccer football`,
  de: `schr[ie]* geschrieben verfass* autor* roman tragödie drama stammt | erf[iua]nd* | entdeck* | mal[te]* gemal* gemälde | kompon* | st[ae]rb* gestorben tod | gebor* geburt* |
    bau* gebaut erbau* erricht* | gr[üu]nd* gegründ* | hoch höhe meter* | groß* gr[öo]ß* fläche | weit* entfern* abstand | lang* länge | schwer* gewicht masse | schnell* geschwindigkeit | tief* |
    alt* | mensch* einwohner* bevölk* | beg[iao]nn* anfang* | end* | entst* | fiel fall* gefall*`,
  fr: `écri* auteur roman pièce poème rédig* | invent* | découv* | pei[ng]* tableau portrait | compos* | mort* meurt mour* décès | né* naî* naiss* naqu* | constru* | fond* | haut* mètre* mesure |
    grand* superficie taille | loin distance | long* | habitant* popul* | commenc* début* | vie[iu]* âge | lieu eut`,
  es: `escri* autor* novela obra poema | invent* | descub* | pint* retrato | compus* compositor* | mur* muert* fallec* | nac* | constru* | fund* | alt* metro* mide | grande superficie tamaño | lejos distancia |
    largo longitud larga | habitant* poblac* persona* | emp[ei]* comen* inicio`,
  ru: `напис* пис[аы]* автор* роман* трагеди* пьес* | изобр* | откры* | нарис* художник* картин* | умер* смерт* скончал* | роди* рожд* | постро* строи* | основа* | высот* высок* метр* | площад* больш* |
    расстоян* далек* | длин* | населен* жител* люд* человек | нача*`,
  ja: `書* 著* 作者 | 発明* | 発見* | 生 誕生 | 死* 没 亡 | 高 標高 メートル | 建* 完成 | 人口 住 | 描* 画家`,
}

const patterns = new Map<Language, RegExp[]>()
const relationsOfWords = new Map<string, number>()
const maxKept = 20_000

/** Which of these relations a word is, by its place. The same words come again and again. */
function relationOf(word: string, language: Language): number {
  const key = `${language} ${word}`
  const before = relationsOfWords.get(key)
  if (before !== undefined) return before
  if (relationsOfWords.size >= maxKept) relationsOfWords.clear()
  const relation = findRelation(word, language)
  relationsOfWords.set(key, relation)
  return relation
}

function findRelation(word: string, language: Language): number {
  let known = patterns.get(language)
  if (!known) {
    const groups = (relations[language] ?? '').split('|').map((group) => group.trim().split(/\s+/).filter(Boolean))
    known = groups.map((words) => new RegExp(`^(?:${words.map((each) => each.replace('*', '.*')).join('|') || '(?!)'})$`, 'iu'))
    patterns.set(language, known)
  }
  return known.findIndex((pattern) => pattern.test(word))
}
