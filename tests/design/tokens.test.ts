import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { diagramConfig } from '@/components/answer/markdown/diagram-theme'
import { pageColors } from '@/components/ui/theme'

/** Reads `app/styles/tokens.css` as a browser would, and recomputes every contrast the design promises. */
const css = readFileSync(new URL('../../app/styles/tokens.css', import.meta.url), 'utf8')

type Theme = { name: string; values: Map<string, string> }
type Rgb = [number, number, number]

const themes = { light: readTheme('light', 2), dark: readTheme('dark', 3) }

/** Pair by pair: the text, its grounds, and the least contrast of WCAG 2.2 (1.4.3 for text, 1.4.11 for shapes). */
const pairs: [string, string[], number][] = [
  ['ink', ['bg', 'surface', 'fill'], 4.5],
  ['ink-2', ['bg', 'surface', 'fill', 'fill-2'], 4.5],
  ['ink-3', ['bg', 'surface', 'sunken', 'card', 'fill', 'fill-2', 'accent-tint', 'warn-tint'], 4.5],
  ['accent-ink', ['bg', 'surface', 'accent-tint'], 4.5],
  ['on-accent', ['accent'], 4.5],
  ['danger', ['surface', 'danger-tint'], 4.5],
  ['failed', ['surface', 'failed-tint'], 4.5],
  ['warn', ['surface', 'warn-tint'], 4.5],
  ['syn-key', ['sunken'], 4.5],
  ['syn-str', ['sunken'], 4.5],
  ['syn-num', ['sunken'], 4.5],
  ['ok', ['surface'], 4.5],
  ['accent', ['bg', 'surface', 'fill'], 3],
  ['control', ['bg', 'surface', 'fill'], 3],
]

describe.each([themes.light, themes.dark])('the $name theme', (theme) => {
  test.each(pairs.flatMap(([text, grounds, least]) => grounds.map((ground) => [text, ground, least] as const)))(
    '%s on %s has a contrast of at least %s',
    (text, ground, least) => {
      expect(contrast(toRgb(theme, text), toRgb(theme, ground))).toBeGreaterThanOrEqual(least)
    },
  )

  test('keeps every colour inside sRGB', () => {
    const outside = colorsOf(theme).filter((name) => toRgb(theme, name).some((channel) => channel < -0.002 || channel > 1.002))
    expect(outside).toEqual([])
    expect(colorsOf(theme).length).toBeGreaterThan(25)
  })

  test('letter tiles are readable in every hue', () => {
    const utilities = readFileSync(new URL('../../app/styles/utilities.css', import.meta.url), 'utf8')
    const [ground, letter] = [
      ...utilities.matchAll(/light-dark\(oklch\(([\d.]+) ([\d.]+) var\(--h.*?oklch\(([\d.]+) ([\d.]+) var/g),
    ].map(([, ...numbers]) => (theme.name === 'light' ? numbers.slice(0, 2) : numbers.slice(2)).map(Number) as [number, number])
    if (!ground || !letter) throw new Error('No letter tile in app/styles/utilities.css')
    for (let hue = 0; hue < 360; hue += 5)
      expect(contrast(clamp(fromOklch(...letter, hue)), clamp(fromOklch(...ground, hue)))).toBeGreaterThanOrEqual(4.5)
  })
})

const toHex = (theme: Theme, name: string): string => {
  const hex = toRgb(theme, name).map((channel) =>
    Math.round(channel * 255)
      .toString(16)
      .padStart(2, '0'),
  )
  return `#${hex.join('')}`
}

test.each(['light', 'dark'] as const)('the browser around the %s page has the colour of the page', (name) => {
  expect(pageColors[name]).toBe(toHex(themes[name], 'bg'))
})

test.each(['light', 'dark'] as const)(
  'a diagram in the %s theme has the colours of the page, and words that can be read',
  (name) => {
    const { themeVariables } = diagramConfig(name)
    const colours = {
      background: 'bg',
      primaryColor: 'fill',
      primaryTextColor: 'ink',
      lineColor: 'ink-3',
      noteBkgColor: 'warn-tint',
    } as const
    for (const [variable, token] of Object.entries(colours))
      expect(themeVariables).toHaveProperty(variable, toHex(themes[name], token))
    const grounds = Object.entries(themeVariables).filter(([variable]) =>
      /^(?:pie\d|cScale\d|fillType\d|noteBkgColor|clusterBkg)$/.test(variable),
    )
    expect(grounds.length).toBeGreaterThan(20)
    for (const [, ground] of grounds)
      expect(contrast(fromHex(String(ground)), toRgb(themes[name], 'ink'))).toBeGreaterThanOrEqual(4.5)
  },
)

const fromHex = (hex: string): Rgb => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255) as Rgb

function readTheme(name: string, side: 2 | 3): Theme {
  const colors = [...css.matchAll(/--color-([\w-]+): light-dark\((oklch\([^)]*\)), (oklch\([^)]*\))\);/g)]
  return { name, values: new Map(colors.map((match) => [match[1] ?? '', match[side] ?? ''])) }
}

function tokenOf(theme: Theme, name: string): string {
  const value = theme.values.get(name)
  if (value === undefined) throw new Error(`--${name} is not in the ${theme.name} theme`)
  return value
}

function colorsOf(theme: Theme): string[] {
  return [...theme.values].filter(([, value]) => value.startsWith('oklch(')).map(([name]) => name)
}

function toRgb(theme: Theme, name: string): Rgb {
  const match = /^oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)$/.exec(tokenOf(theme, name))
  if (!match) throw new Error(`--${name} is not written as oklch(L C H)`)
  return fromOklch(Number(match[1]), Number(match[2]), Number(match[3]))
}

/** OKLCH to sRGB, gamma-encoded, unclamped. https://www.w3.org/TR/css-color-4/#color-conversion-code */
function fromOklch(lightness: number, chroma: number, hue: number): Rgb {
  const a = chroma * Math.cos((hue * Math.PI) / 180)
  const b = chroma * Math.sin((hue * Math.PI) / 180)
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    encode(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    encode(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    encode(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ]
}

function encode(linear: number): number {
  return linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055
}

function clamp(rgb: Rgb): Rgb {
  return [Math.min(1, Math.max(0, rgb[0])), Math.min(1, Math.max(0, rgb[1])), Math.min(1, Math.max(0, rgb[2]))]
}

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(one: Rgb, other: Rgb): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((x, y) => y - x)
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05)
}

function luminance(rgb: Rgb): number {
  const [red, green, blue] = clamp(rgb).map((channel) =>
    channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4,
  )
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0)
}
