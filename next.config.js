import { providerFiles } from './bin/provider-packages.mjs'

process.env.NEXT_TELEMETRY_DISABLED ??= '1'

/** On every route, also files and errors. The content security policy of pages has a nonce and is set in `proxy.ts`. */
const everywhere = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'Referrer-Policy', value: 'strict-origin-when-cross-origin' },
  { key: 'Permissions-Policy', value: 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
]

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
  outputFileTracingIncludes: {
    '/**': [
      './README.md',
      './public/knowledge/**',
      './node_modules/@libsql/**',
      './node_modules/@neon-rs/load/**',
      './node_modules/detect-libc/**',
      ...providerFiles(import.meta.dirname),
    ],
  },
  headers: async () => [
    { source: '/:path*', headers: everywhere },
    { source: '/share/:path*', headers: [{ key: 'X-Robots-Tag', value: 'noindex, nofollow' }] },
    { source: '/api/:path*', headers: [{ key: 'Content-Security-Policy', value: "default-src 'none'; frame-ancestors 'none'" }] },
  ],
}
export default config
