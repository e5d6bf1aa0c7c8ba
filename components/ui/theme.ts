import { writeDeviceCookie } from './device-cookie'

export type Theme = 'light' | 'dark'

/** `system`: no choice was made. */
export type ThemeChoice = Theme | 'system'

/** Holds `light`, `dark`, or is absent: then the system decides. Read by the server in `app/layout.tsx`. */
export const themeCookie = 'theme'

/** `--color-bg` of `app/styles/tokens.css` in sRGB, for the browser's own surfaces around the page. */
export const pageColors: Record<Theme, string> = { light: '#fcfbf9', dark: '#12110f' }

/** Whether a text, such as the value of a cookie, names a theme. */
export const isTheme = (value: string | undefined): value is Theme => value === 'light' || value === 'dark'

/** Switches to the other theme. Switching back to the system's theme removes the choice, so that the app follows the system again. */
export const switchTheme = (): void => {
  const system = systemTheme()
  const chosen = readChosenTheme()
  const now = chosen === 'system' ? system : chosen
  const next: Theme = now === 'dark' ? 'light' : 'dark'
  chooseTheme(next === system ? 'system' : next)
}

/** What was chosen on this device. */
export const readChosenTheme = (): ThemeChoice => {
  const chosen = document.documentElement.dataset['theme']
  return isTheme(chosen) ? chosen : 'system'
}

/** Sets the theme on the page at once, and in the cookie for the next request. */
export const chooseTheme = (choice: ThemeChoice): void => {
  const { dataset } = document.documentElement
  if (choice === 'system') delete dataset['theme']
  else dataset['theme'] = choice
  writeDeviceCookie(themeCookie, choice === 'system' ? undefined : choice)
  const shown = choice === 'system' ? systemTheme() : choice
  for (const meta of document.querySelectorAll('meta[name="theme-color"]')) meta.setAttribute('content', pageColors[shown])
}

const systemTheme = (): Theme => (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')
