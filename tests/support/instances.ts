import { openProxy, type ProxyServer } from './proxy'

/**
 * One address before several instances of the app, as a serverless host has it: each request goes to the next one, so
 * that no two in a row meet the same memory.
 */
export function openInstances(apps: readonly { port: number }[]): Promise<ProxyServer> {
  let turn = 0
  const next = () => {
    const app = apps[turn % apps.length]
    turn += 1
    return { hostname: '127.0.0.1', port: app?.port ?? 0 }
  }
  return openProxy(next, (answer, response) => answer.pipe(response))
}
