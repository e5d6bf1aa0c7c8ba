import { fileURLToPath } from 'node:url'

/** The repository: Next and React are taken from there, so that both apps run on the same ones. */
const root = fileURLToPath(new URL('../../..', import.meta.url)).replace(/[/\\]$/, '')

/** @type {import('next').NextConfig} */
export default { output: 'standalone', poweredByHeader: false, outputFileTracingRoot: root, turbopack: { root } }
