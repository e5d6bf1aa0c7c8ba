import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Tool } from '@/lib/agent/tools/define-tool'
import { createTools } from '@/lib/agent/tools/index'
import { type FirstQuestion, firstQuestions } from '@/tests/fixtures/first-questions'
import { laterOfLibrary, moreOfLibrary, moreOfWikipedia } from '@/tests/fixtures/more-questions'
import { wikipediaServer } from '@/tests/support/wikipedia-server'
import { type Asked, askDemo } from './ask-demo'

const all = Object.values(firstQuestions).flat()
const server = createServer(wikipediaServer)
let tools: Tool[]

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/{lang}`
  tools = createTools({ search: [{ provider: 'wikipedia', baseUrl }, { provider: 'local' }], fetch })
})
afterAll(() => void server.close())

/** The question as somebody asks it, after another one where it leans on that. */
async function ask({ question, after }: FirstQuestion, withTools?: Tool[]): Promise<Asked> {
  const more = withTools && { tools: withTools }
  const before = after === undefined ? undefined : await askDemo(after, { ...more })
  return askDemo(question, { ...more, ...(before && after !== undefined && { history: [[after, before.answer]] }) })
}

/** The titles of the pages that an answer cites. */
const citedIn = ({ answer, sources }: Asked): string[] =>
  sources.filter(({ n }) => answer.includes(`[${n}]`)).map(({ title }) => title)

describe.each(Object.entries(firstQuestions))('first questions over Wikipedia: %s', (_language, questions) => {
  test.each(questions.map((each) => [each.question, each] as const))('%s', async (_question, each) => {
    const asked = await ask(each, tools)
    const cited = citedIn(asked)
    expect(cited.filter((title) => !each.about?.includes(title))).toEqual([])
    if (!each.about) expect(asked.answer.split('\n\n').length).toBe(1)
    else expect(asked.answer).toMatch(each.says ?? /./)
  })
})

test('most of them are answered, and none with another subject', async () => {
  const answered: boolean[] = []
  for (const each of all.filter(({ about }) => about)) answered.push(citedIn(await ask(each, tools)).length > 0)
  const share = answered.filter(Boolean).length / answered.length
  console.info(
    `Over Wikipedia ${answered.filter(Boolean).length} of ${answered.length} that have an answer are answered (${all.length} asked).`,
  )
  expect(all.length).toBeGreaterThanOrEqual(60)
  expect(share).toBeGreaterThan(0.9)
})

test('the library alone answers what it has, in English, and nothing with another subject', async () => {
  const titles: Record<string, string> = {
    'Diffuse sky radiation': 'Why the sky is blue',
    Wheel: 'The wheel',
    Australie: 'Australia',
    Australien: 'Australia',
  }
  let answered = 0
  for (const each of all) {
    const cited = citedIn(await ask(each))
    const about = (each.about ?? []).map((title) => titles[title] ?? title)
    expect(
      cited.filter((title) => !about.includes(title)),
      each.question,
    ).toEqual([])
    answered += cited.length > 0 ? 1 : 0
  }
  const english = firstQuestions['en']?.filter(({ about }) => about).length ?? 0
  console.info(`The library alone answers ${answered} of ${all.length}, of which ${english} in English have an answer.`)
  expect(answered).toBeGreaterThanOrEqual(10)
})

/** Which of the questions are answered, missed, and answered with something else. */
async function judge(questions: FirstQuestion[], withTools?: Tool[]) {
  const judged = { answered: 0, missed: [] as string[], wrong: [] as string[] }
  for (const each of questions) {
    const asked = await ask(each, withTools)
    const cited = citedIn(asked)
    if (cited.length === 0) judged.missed.push(...(each.about ? [each.question] : []))
    else if (cited.every((title) => each.about?.includes(title)) && each.says?.test(asked.answer)) judged.answered += 1
    else judged.wrong.push(`${each.question} ${asked.answer}`)
  }
  return judged
}

test.each([
  ['Wikipedia', moreOfWikipedia, () => tools],
  ['the library', moreOfLibrary, () => undefined],
  ['the library, later', laterOfLibrary, () => undefined],
])('of more questions most are answered and none beside the point: %s', async (name, questions, given) => {
  const { answered, missed, wrong } = await judge(questions, given())
  const known = questions.filter(({ about }) => about).length
  console.info(`Of ${known} fresh questions that ${name} can answer ${answered} are answered; missed: ${missed.join(' ')}`)
  expect(wrong).toEqual([])
  expect(answered / known).toBeGreaterThan(0.7)
})
