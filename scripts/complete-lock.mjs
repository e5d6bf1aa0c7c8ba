#!/usr/bin/env node
import { readFileSync, writeFileSync } from 'node:fs'
import { root } from './command.mjs'

/**
 * `npm run lock`, after packages were changed. Native packages come as one optional package for each platform; npm leaves
 * those out of the lock file that the registry it talked to does not have (a mirror may have one platform only), and `npm ci` then
 * refuses the lock everywhere. Their version stands in the package that wants them, and their platform in their name.
 */
const path = `${root}/package-lock.json`
const lock = JSON.parse(readFileSync(path, 'utf8'))
const added = []

for (const { optionalDependencies = {} } of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const key = `node_modules/${name}`
    if (lock.packages[key]) continue
    lock.packages[key] = { version, ...platformOf(name), optional: true }
    added.push(name)
  }
}

lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)))
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`)
console.log(added.length > 0 ? `Added to package-lock.json:\n${added.join('\n')}` : 'package-lock.json is complete.')

/** `@biomejs/cli-linux-x64-musl` is for the os `linux`, the cpu `x64` and the libc `musl`. */
function platformOf(name) {
  const words = name.split('/').at(-1).split('-')
  const os = words.find((word) => ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'].includes(word))
  const cpu = words.find((word) => ['arm', 'arm64', 'ia32', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'].includes(word))
  if (!cpu) throw new Error(`The name of ${name} does not say its platform: add it to package-lock.json by hand.`)
  const libc = words.some((word) => word.startsWith('musl'))
    ? 'musl'
    : words.some((word) => word.startsWith('gnu'))
      ? 'glibc'
      : undefined
  return { cpu: [cpu], ...(os && { os: [os] }), ...(os === 'linux' && libc && { libc: [libc] }) }
}
