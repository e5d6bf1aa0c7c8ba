import { writeDeviceCookie } from './device-cookie'

export type Theme = 'light' | 'dark'

/** Holds `light`, `dark`, or is absent: then the system decides. Read by the server in `app/layout.tsx`. */
export const themeCookie = 'theme'

/** `--bg` of `app/tokens.css` in sRGB, for the browser's own surfaces around the page. */
export const pageColors: Record<Theme, string> = { light: '#fcfbf9', dark: '#12110f' }

export const isTheme = (value: string | undefined): value is Theme => value === 'light' || value === 'dark'

/**
 * Goes to the other theme, on the page at once and in the cookie for the next request. Coming back to what the system
 * says drops the choice, so that the app follows the system again.
 */
export const switchTheme = (): void => {
  const root = document.documentElement
  const system: Theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
  const chosen = root.dataset['theme']
  const now = isTheme(chosen) ? chosen : system
  const next: Theme = now === 'dark' ? 'light' : 'dark'

  if (next === system) delete root.dataset['theme']
  else root.dataset['theme'] = next
  writeDeviceCookie(themeCookie, next === system ? undefined : next)
  for (const meta of document.querySelectorAll('meta[name="theme-color"]')) meta.setAttribute('content', pageColors[next])
}
