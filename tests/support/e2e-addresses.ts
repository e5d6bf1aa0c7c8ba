/** Where the processes of the browser tests listen. `scripts/test.mjs` chooses free ports; by hand these will do. */
export const ports = {
  /** The app with the demo model. */
  demo: portOf('E2E_DEMO_PORT', 4310),
  /** The app with the test model behind it. */
  model: portOf('E2E_MODEL_APP_PORT', 4311),
  /** The same on Postgres, where there is one: see `testDatabase`. */
  postgres: portOf('E2E_POSTGRES_APP_PORT', 4314),
  upstream: portOf('E2E_UPSTREAM_PORT', 4312),
  /** The control of the test model: see `upstream-control.ts`. */
  control: portOf('E2E_CONTROL_PORT', 4313),
  /** Whoever listens there has the clipboard: see `clipboard.ts` of the browser tests. */
  clipboard: portOf('E2E_CLIPBOARD_PORT', 4315),
}

export const demoUrl = `http://localhost:${ports.demo}`
export const modelUrl = `http://localhost:${ports.model}`
export const postgresUrl = `http://localhost:${ports.postgres}`
export const upstreamUrl = `http://127.0.0.1:${ports.upstream}/v1`
export const controlUrl = `http://127.0.0.1:${ports.control}`

function portOf(name: string, usual: number): number {
  return Number(process.env[name] ?? usual)
}
