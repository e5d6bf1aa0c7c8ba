import { providerFiles } from './scripts/provider-packages.mjs'
import { otherDriver, sqliteFiles } from './scripts/sqlite-driver.mjs'

process.env.NEXT_TELEMETRY_DISABLED ??= '1'

/** On every route, also files and errors. The content security policy of pages has a nonce and is set in `proxy.ts`. */
const everywhere = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'Referrer-Policy', value: 'strict-origin-when-cross-origin' },
  { key: 'Permissions-Policy', value: 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
]

/** Whether this is built for a host of functions, which are started for a request and do nothing beside it. */
const forFunctions = Boolean(process.env.VERCEL)

/** @type {import('next').NextConfig} */
const config = {
  output: 'standalone',
  distDir: process.env.DIST_DIR ?? '.next',
  poweredByHeader: false,
  experimental: {
    // A second build starts from what the first one worked out: 10 s in place of 22.
    turbopackFileSystemCacheForBuild: true,
    // Else a start reads the code of every route, most of it many times, before the first page is answered: twice the time.
    preloadEntriesOnStart: false,
  },
  images: { unoptimized: true },
  // `npm test` checks the types; a build need not do it again.
  typescript: { ignoreBuildErrors: true },
  // Else Next looks for lock files in the folders above, and a stray one moves the output.
  outputFileTracingRoot: import.meta.dirname,
  turbopack: { root: import.meta.dirname },
  // The database drivers load parts of themselves by name, which no bundler can follow. All cities of the world would be in the
  // bundle of each route.
  serverExternalPackages: ['libsql', 'pg', 'city-timezones'],
  env: { BUILT_FOR: forFunctions ? 'functions' : 'server' },
  outputFileTracingIncludes: {
    '/api/**': ['./public/knowledge/**', ...sqliteFiles, ...providerFiles(import.meta.dirname)],
    '/{chat,share,documents}/**': sqliteFiles,
    '/knowledge/**': ['./public/knowledge/**'],
    '/knowledge': ['./public/knowledge/**'],
    '/help/**': ['./docs/proxies.md'],
  },
  outputFileTracingExcludes: {
    '/**': otherDriver,
    // Images are sent as they are.
    'next-server': ['**/node_modules/{sharp,@img}/**/*'],
  },
  headers: async () => [
    { source: '/:path*', headers: everywhere },
    { source: '/share/:path*', headers: [{ key: 'X-Robots-Tag', value: 'noindex, nofollow' }] },
    { source: '/api/:path*', headers: [{ key: 'Content-Security-Policy', value: "default-src 'none'; frame-ancestors 'none'" }] },
  ],
}
export default config
