import { describe, expect, test } from 'vitest'
import { currentTime } from '@/lib/agent/tools/current-time'
import { failureOf, runTool } from './run-tool'

const zoneOf = async (place: string) => /\(([^,)]+), UTC/.exec((await runTool(currentTime, { place })).content)?.[1]

describe('current_time', () => {
  test('gives the clock and the day of a place, and says more to the model', async () => {
    expect(await runTool(currentTime, { place: 'Nairobi' })).toEqual({
      value: '"14:32, Sun 22 Nov"',
      content: 'It is 14:32 on Sunday 22 November 2026 in Nairobi, Kenya (Africa/Nairobi, UTC+3).',
    })
  })

  test.each([
    ['Tokio', 'Asia/Tokyo'],
    ['Sídney', 'Australia/Sydney'],
    ['Sidney', 'America/Denver'],
    ['東京', 'Asia/Tokyo'],
    ['Londres', 'Europe/London'],
    ['Москве', 'Europe/Moscow'],
    ['Japon', 'Asia/Tokyo'],
    ['ドイツ', 'Europe/Berlin'],
    ['New York', 'America/New_York'],
    ['New York, US', 'America/New_York'],
    ['NYC', 'America/New_York'],
    ['Washington, D.C.', 'America/New_York'],
    ['los angeles, ca', 'America/Los_Angeles'],
    ['Portland', 'America/Los_Angeles'],
    ['Portland, Maine', 'America/New_York'],
    ['portland maine', 'America/New_York'],
    ['Toronto, ON', 'America/Toronto'],
    ['London', 'Europe/London'],
    ['London, Ontario', 'America/Toronto'],
    ['Paris', 'Europe/Paris'],
    ['São Paulo', 'America/Sao_Paulo'],
    ['sao  paulo', 'America/Sao_Paulo'],
    ['Zürich', 'Europe/Zurich'],
    ['Zurich', 'Europe/Zurich'],
    ['Mumbai', 'Asia/Kolkata'],
    ['Bombay', 'Asia/Kolkata'],
    ['St. Petersburg, Russia', 'Europe/Moscow'],
    ['Kathmandu', 'Asia/Kathmandu'],
    ['the current time in Oslo', 'Europe/Oslo'],
    ['Berlin time', 'Europe/Berlin'],
    ['Kenya', 'Africa/Nairobi'],
    ['UK', 'Europe/London'],
    ['USA', 'America/New_York'],
    ['Georgia', 'Asia/Tbilisi'],
    ['Georgia, US', 'America/New_York'],
    ['Texas', 'America/Chicago'],
    ['Singapore', 'Asia/Singapore'],
    ['Mexico City', 'America/Mexico_City'],
    ['Bahamas', 'America/Nassau'],
    ['EST', 'America/New_York'],
    ['CET', 'Europe/Paris'],
    ['Pacific Time', 'America/Los_Angeles'],
    ['Asia/Tokyo', 'Asia/Tokyo'],
    ['europe/paris', 'Europe/Paris'],
  ])('%s is in %s', async (place, zone) => {
    expect(await zoneOf(place)).toBe(zone)
  })

  test.each([
    ['UTC', '11:32, Sun 22 Nov'],
    ['gmt', '11:32, Sun 22 Nov'],
    ['UTC+3', '14:32, Sun 22 Nov'],
    ['GMT-5:30', '06:02, Sun 22 Nov'],
    ['UTC+14', '01:32, Mon 23 Nov'],
  ])('%s reads %s', async (place, time) => {
    expect((await runTool(currentTime, { place })).value).toBe(JSON.stringify(time))
  })

  test('follows summer time', async () => {
    const now = () => Date.UTC(2026, 6, 1, 12)
    expect((await runTool(currentTime, { place: 'London' }, { now })).content).toContain('13:00 on Wednesday 1 July 2026')
    expect((await runTool(currentTime, { place: 'EST' }, { now })).content).toContain('08:00')
  })

  test('midnight is 00:00', async () => {
    expect((await runTool(currentTime, { place: 'UTC' }, { now: () => Date.UTC(2026, 0, 1) })).value).toBe('"00:00, Thu 1 Jan"')
  })

  test('says whose clock it is where a country has several, or a city is not listed', async () => {
    expect((await runTool(currentTime, { place: 'Brazil' })).content).toContain('Brazil has more than one time zone')
    expect((await runTool(currentTime, { place: 'Cambridge, MA' })).content).toContain('That city is not listed')
  })

  test.each([
    ['Springfield', /in Springfield, Massachusetts, United States .*There are other places of that name\./],
    ['Portland', /in Portland, Oregon, United States \([^)]*\)\.$/],
    ['Springfield, Illinois', /in Springfield, Illinois, United States \([^)]*\)\.$/],
    ['Paris', /in Paris, France \([^)]*\)\.$/],
    ['London', /in London, United Kingdom \([^)]*\)\.$/],
  ])('%s: a name that several places have is said with its state, and that there are others', async (place, content) => {
    expect((await runTool(currentTime, { place })).content).toMatch(content)
  })

  test('is counted in words that say what was done', () => {
    expect(currentTime.words.noun).toEqual(['clock check', 'clock checks'])
  })

  test.each(['Atlantis', 'Moon', 'constructor', '__proto__', 'UTC+15', 'Europe/Nowhere', '?', '東京タワー', ','])(
    'does not know %s, and says so',
    async (place) => {
      expect((await failureOf(currentTime, { place })).message).toBe(
        `No place called "${place}" was found. Try the name of a city or a time zone such as Europe/Paris.`,
      )
    },
  )

  test('refuses an empty place', async () => {
    expect(await failureOf(currentTime, { place: ' ' })).toMatchObject({
      message: expect.stringContaining('place must not be empty'),
      refused: true,
    })
  })
})
