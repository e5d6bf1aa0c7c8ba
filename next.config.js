/** @type {import('next').NextConfig} */
const config = {
  output: 'standalone',
  distDir: process.env.DIST_DIR ?? '.next',
  poweredByHeader: false,
  images: { unoptimized: true },
  outputFileTracingIncludes: { '/**': ['./public/knowledge/**'] },
}
export default config
