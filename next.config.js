import { providerFiles } from './scripts/provider-packages.mjs'

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

/** npm installs the driver of SQLite for both C libraries of Linux; the machine that builds has the one that is needed. */
const isGlibc = process.platform === 'linux' && 'glibcVersionRuntime' in process.report.getReport().header
const [libc, otherLibc] = isGlibc ? ['gnu', 'musl'] : ['musl', 'gnu']
const drivers = process.platform === 'linux' ? `linux-*-${libc}*` : '*'
const sqlite = [`./node_modules/@libsql/${drivers}/**`, './node_modules/@neon-rs/load/**', './node_modules/detect-libc/**']

/** @type {import('next').NextConfig} */
const config = {
  output: 'standalone',
  distDir: process.env.DIST_DIR ?? '.next',
  poweredByHeader: false,
  images: { unoptimized: true },
  // `npm test` checks the types; a build need not do it again.
  typescript: { ignoreBuildErrors: true },
  // Else Next looks for lock files in the folders above, and a stray one moves the output.
  outputFileTracingRoot: import.meta.dirname,
  turbopack: { root: import.meta.dirname },
  // The database drivers load parts of themselves by name, which no bundler can follow.
  serverExternalPackages: ['libsql', 'pg'],
  env: { BUILT_FOR: forFunctions ? 'functions' : 'server' },
  outputFileTracingIncludes: {
    '/api/**': ['./public/knowledge/**', ...sqlite, ...providerFiles(import.meta.dirname)],
    '/{chat,share}/**': sqlite,
    '/knowledge/**': ['./public/knowledge/**'],
    '/knowledge': ['./public/knowledge/**'],
    '/help/**': ['./README.md'],
  },
  outputFileTracingExcludes: {
    '/**': process.platform === 'linux' ? [`**/node_modules/@libsql/linux-*-${otherLibc}*/**/*`] : [],
  },
  headers: async () => [
    { source: '/:path*', headers: everywhere },
    { source: '/share/:path*', headers: [{ key: 'X-Robots-Tag', value: 'noindex, nofollow' }] },
    { source: '/api/:path*', headers: [{ key: 'Content-Security-Policy', value: "default-src 'none'; frame-ancestors 'none'" }] },
  ],
}
export default config
