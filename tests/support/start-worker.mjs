import { argv } from 'node:process'
import { register } from 'tsx/esm/api'

/** Starts a worker that is a file of TypeScript, whose address is the first argument: see `vitest.config.ts`. */
register()
await import(argv[2])
