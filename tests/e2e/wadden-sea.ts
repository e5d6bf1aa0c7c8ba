import { createServer } from 'node:http'
import { listen } from '@/tests/support/listen'
import { callTools, finalAnswer, type Reply, type ScriptedCall, say, slow } from '@/tests/support/replies'
import { type Situation, scenarioReply } from '@/tests/support/scenarios'
import { startUpstream, type Upstream } from '@/tests/support/upstream'
import { type OwnApp, startOwnApp } from './own-app'

/**
 * A small web for the pictures and the film: a search service, the sites that it finds, in our own words, and a model whose research is
 * written down here. What is seen of it is the app's own work: the requests, the pages that are read, their passages and their numbers.
 */
type Site = { host: string; path: string; title: string; date: string; lead: string; more: string[] }

type SiteName = 'heritage' | 'tides' | 'birds' | 'mud' | 'rise' | 'korea' | 'seals' | 'atlas' | 'dikes' | 'fish'

const sites: Record<SiteName, Site> = {
  heritage: {
    host: 'heritage.example',
    path: '/wadden-sea',
    title: 'The Wadden Sea, a World Heritage site',
    date: '2024-06-03',
    lead: 'The Wadden Sea is the largest unbroken system of tidal sand and mud flats in the world.',
    more: [
      'It stretches along some 500 kilometres of coast, from Den Helder in the Netherlands past Germany to Blåvand in Denmark.',
      'Its Dutch and German parts were inscribed on the World Heritage List in 2009, and the Danish part followed in 2014.',
      'The reasons given were its geology, which is still at work, the way life has settled in it, and its variety of species.',
    ],
  },
  tides: {
    host: 'tides.example',
    path: '/north-sea/wadden',
    title: 'How the tide makes the Wadden Sea',
    date: '2023-11-20',
    lead: 'Twice a day the tide lays the flats bare and covers them again.',
    more: [
      'Between high and low water the sea falls by about one and a half metres in the west, and by more than three in the German Bight.',
      'Each flood brings sand and mud in through the gaps between the islands, and each ebb takes some of it out again.',
      'So channels wander, islands grow at one end and shrink at the other, and no map of the flats stays true for long.',
    ],
  },
  birds: {
    host: 'birds.example',
    path: '/flyways/east-atlantic',
    title: 'Stopover: birds of the East Atlantic Flyway',
    date: '2025-02-14',
    lead: 'Ten to twelve million birds pass through the Wadden Sea each year on their way between the Arctic and Africa.',
    more: [
      'A red knot doubles its weight there within weeks, for a flight of several thousand kilometres that it makes without a rest.',
      'No other place on the flyway could feed so many at once.',
    ],
  },
  mud: {
    host: 'shorelife.example',
    path: '/mudflat',
    title: 'What lives in a square metre of mud',
    date: '2022-08-09',
    lead: 'A square metre of the flats can hold dozens of lugworms and thousands of mud snails.',
    more: ['Lugworms turn the upper sand over again and again, and the coils that they leave cover the flats at low water.'],
  },
  rise: {
    host: 'sealevel.example',
    path: '/wadden-sea-outlook',
    title: 'Will the flats drown? Sediment and a rising sea',
    date: '2025-05-27',
    lead: 'The flats can rise with the sea as long as enough sand and mud come in.',
    more: [
      'Where the water rises faster than sediment settles, a flat stays under water for longer, and at last for good.',
      'Other pressures are fishing with bottom trawls, ships and their oil, and warmer water, in which foreign species spread.',
    ],
  },
  korea: {
    host: 'getbol.example',
    path: '/',
    title: 'Getbol, the tidal flats of Korea',
    date: '2021-08-02',
    lead: 'Getbol, tidal flats in the southwest of Korea, joined the World Heritage List in 2021.',
    more: [],
  },
  seals: {
    host: 'sealwatch.example',
    path: '/wadden',
    title: 'Seals on the sandbanks',
    date: '2024-09-12',
    lead: 'Harbour seals raise their young on sandbanks that the ebb lays bare.',
    more: [],
  },
  atlas: {
    host: 'tidalatlas.example',
    path: '/flats',
    title: 'Tidal flats of the world, mapped from space',
    date: '2019-01-10',
    lead: 'Satellites have mapped some 128,000 square kilometres of tidal flats around the world.',
    more: [],
  },
  dikes: {
    host: 'dikesandpolders.example',
    path: '/history',
    title: 'A thousand years of dikes',
    date: '2020-04-21',
    lead: 'For about a thousand years people have built dikes along this coast, and have won land from the sea behind them.',
    more: [],
  },
  fish: {
    host: 'youngfish.example',
    path: '/nursery',
    title: 'A nursery for plaice and sole',
    date: '2023-03-15',
    lead: 'Young plaice and sole grow up in the shallow water of the flats before they leave for the North Sea.',
    more: [],
  },
}
const all = Object.values(sites)
const toUrl = ({ host, path }: Site): string => `http://${host}${path}`

const filler =
  'Those who know the coast have said so for a long time, and surveys of every year bear it out in their own measured way.'
const toPage = ({ title, date, lead, more }: Site): string =>
  `<!doctype html><html lang="en"><title>${title}</title><meta property="article:published_time" content="${date}">
  <article><h1>${title}</h1><p>${lead} ${filler}</p>${more.map((text) => `<p>${text} ${filler}</p>`).join('')}</article>`

/** What each query finds; the service takes a moment, as they do, and those after the first a little longer. */
const found: Record<string, SiteName[]> = {
  'Wadden Sea World Heritage reasons': ['heritage', 'birds', 'seals', 'korea'],
  'Wadden Sea tides explained': ['tides', 'heritage', 'atlas', 'dikes', 'korea'],
  'birds that depend on the Wadden Sea': ['birds', 'mud', 'seals', 'fish'],
  'Wadden Sea sea level rise sediment': ['rise', 'tides', 'dikes', 'heritage', 'atlas'],
  'threats to the Wadden Sea': ['rise', 'fish', 'mud', 'heritage'],
}
const queries = Object.keys(found)

const web = createServer((request, response) => {
  const url = new URL(request.url ?? '/', `http://${request.headers.host}`)
  if (url.pathname === '/search') {
    const query = url.searchParams.get('q') ?? ''
    const results = (found[query] ?? [])
      .map((name) => sites[name])
      .map((site) => ({ url: toUrl(site), title: site.title, content: site.lead, publishedDate: site.date }))
    const answer = () => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ results }))
    setTimeout(answer, 500 + 350 * Math.max(0, queries.indexOf(query)))
    return
  }
  const at = all.findIndex(({ host, path }) => url.host === host && url.pathname === path)
  const site = all[at]
  if (!site) return void response.writeHead(404).end()
  const send = () => response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(toPage(site))
  if (held.has(site.host)) held.get(site.host)?.then(send)
  else setTimeout(send, 400 + 500 * at)
})

/** Sites that answer when the promise is fulfilled. */
export const held = new Map<string, Promise<void>>()

export const waddenQuestion = 'Why is the Wadden Sea a World Heritage site, and what threatens it?'
const tasks = [
  'What the Wadden Sea is, and why it is protected',
  'How its tides work',
  'Which animals depend on it',
  'How it compares with other tidal flats',
]
const threat = 'What threatens it'

type State = 'todo' | 'doing' | 'done' | 'dropped'
export const waddenPlan = (...states: State[]): ScriptedCall => ({
  name: 'update_plan',
  args: { items: [...tasks, threat].flatMap((task, at) => (states[at] ? [{ task, state: states[at] }] : [])) },
})
export const waddenSearches: ScriptedCall[] = queries.map((query) => ({ name: 'search', args: { query } }))
export const readWadden = (...names: SiteName[]): ScriptedCall => ({
  name: 'read_page',
  args: {
    urls: names.map((name) => toUrl(sites[name])),
    looking_for: names.includes('rise') ? 'threats' : 'why it is protected',
  },
})

/** Numbers are those in which the searches find the pages: heritage is 1, birds 2, tides 5, rise 10. */
export const waddenReport = `The Wadden Sea is protected because it is the **largest unbroken system of tidal flats in the world**, and because it is still being made: by tides, sand and what lives there [1]. Its greatest threat is a sea that rises faster than sand can follow [10].

## Why it is on the list

It runs along some 500 kilometres of coast, from the Netherlands past Germany to Denmark [1]. Ten to twelve million birds pass through each year, and no other place on their flyway could feed so many [2].

| What | How much |
| --- | --- |
| On the list since | 2009, the Danish part since 2014 [1] |
| Tide, west to German Bight | 1.5 m to more than 3 m [5] |
| Birds in a year | 10 to 12 million [2] |

## What threatens it

- **A rising sea**: where water rises faster than sediment settles, flats stay under water for good [10].
- **Use**: bottom trawls, ships and their oil [10].
- **Warmer water**, in which foreign species spread [10].

## Not found

How fast the sea will rise there: the pages give no figure.`

/** What may follow an answer is asked for by itself, with the answer. */
const followUps = say(
  JSON.stringify({
    title: 'Wadden Sea: heritage and threats',
    questions: ['How fast does the North Sea rise?', 'When is the best time to see the birds?', 'Can one walk across the flats?'],
  }),
)

/** The research from the plan to the report. `tokensPerSecond` 0 is as fast as it is read. */
export const waddenStory = (tokensPerSecond = 0): Reply[] => {
  const at = (reply: Parameters<typeof slow>[1]) => slow(tokensPerSecond, reply)
  const [first, second, third, ...others] = waddenSearches
  return [
    at(callTools([waddenPlan('doing', 'todo', 'todo', 'todo')], { fragment: 7 })),
    at(
      callTools(
        [first, second, third].filter((call) => call !== undefined),
        { fragment: 7 },
      ),
    ),
    at(callTools([readWadden('heritage', 'tides', 'birds')], { fragment: 9 })),
    at(callTools([waddenPlan('done', 'done', 'done', 'dropped', 'doing'), ...others], { fragment: 7 })),
    at(callTools([readWadden('rise')], { fragment: 9 })),
    at(callTools([waddenPlan('done', 'done', 'done', 'dropped', 'done')], { fragment: 9 })),
    at(finalAnswer(waddenReport, ['search', 'read_page'], { fragment: 9 })),
  ]
}

export type WaddenSea = {
  upstream: Upstream
  /** What the model says next, turn by turn; what it had left to say is forgotten. */
  says(...replies: Reply[]): void
  app: OwnApp
  close(): Promise<void>
}

/** The app on that model and that web. */
export async function startWaddenSea(): Promise<WaddenSea> {
  let script: Reply[] = []
  const byDefault = (situation: Situation) =>
    situation.question.includes('<answer>') ? followUps : (script.shift() ?? scenarioReply(situation))
  const upstream = await startUpstream({ byDefault })
  const port = await listen(web)
  const app = await startOwnApp({
    nodeArgs: ['--import', `${import.meta.dirname}/named-sites.mjs`],
    env: {
      OPENAI_BASE_URL: upstream.url,
      OPENAI_API_KEY: 'test',
      MODEL: 'test-model',
      SEARCH: 'searxng',
      SEARXNG_URL: `http://127.0.0.1:${port}`,
      FETCH_ALLOW: all.map(({ host }) => host).join(','),
      SITES_PORT: String(port),
      FOLLOW_UPS: 'on',
    },
  })
  const close = async () => {
    await app.stop()
    await upstream.close()
    web.closeAllConnections()
    web.close()
  }
  const says = (...replies: Reply[]) => {
    script = replies
  }
  return { upstream, says, app, close }
}
