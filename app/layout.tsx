import type { Metadata, Viewport } from 'next'
import localFont from 'next/font/local'
import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { isTheme, pageColors, type Theme, themeCookie } from '@/components/ui/theme'
import { productName } from '@/lib/protocol/brand'
import './styles/index.css'

const geist = localFont({
  src: '../node_modules/@fontsource-variable/geist/files/geist-latin-wght-normal.woff2',
  variable: '--font-geist',
  weight: '100 900',
  display: 'swap',
  adjustFontFallback: 'Arial',
})

/** Calls and code come after the first words, so this face is fetched when first used. */
const geistMono = localFont({
  src: '../node_modules/@fontsource-variable/geist-mono/files/geist-mono-latin-wght-normal.woff2',
  variable: '--font-geist-mono',
  weight: '100 900',
  display: 'swap',
  preload: false,
  adjustFontFallback: false,
})

export const metadata: Metadata = {
  title: productName,
  description: 'Ask a question and watch it being worked out: every search, sum and source, then the answer.',
  icons: { icon: { url: '/icon.svg', type: 'image/svg+xml' } },
}

/** Undefined: as the system says. Read here, so that the first paint is right without a script. */
const readTheme = async (): Promise<Theme | undefined> => {
  const value = (await cookies()).get(themeCookie)?.value
  return isTheme(value) ? value : undefined
}

export const generateViewport = async (): Promise<Viewport> => {
  const theme = await readTheme()
  return {
    width: 'device-width',
    initialScale: 1,
    viewportFit: 'cover',
    interactiveWidget: 'resizes-content',
    themeColor: theme
      ? pageColors[theme]
      : [
          { media: '(prefers-color-scheme: light)', color: pageColors.light },
          { media: '(prefers-color-scheme: dark)', color: pageColors.dark },
        ],
  }
}

/** The document around every page: language, faces, theme. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en" data-theme={await readTheme()} className={`${geist.variable} ${geistMono.variable}`} suppressHydrationWarning>
      <body>{children}</body>
    </html>
  )
}
