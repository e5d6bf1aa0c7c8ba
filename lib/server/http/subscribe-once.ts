import { subscribe } from 'node:diagnostics_channel'

/**
 * Listens to a channel of Node's for as long as the process lives. `name` says what for: in development Next evaluates our modules anew, and
 * the listener that is there under the same name stays the only one.
 * @param channel `http.server.request.start` before the server handles a request, `net.server.socket` before anything of a connection is read
 */
export function subscribeOnce(
  name: string,
  channel: 'http.server.request.start' | 'net.server.socket',
  onMessage: (message: unknown) => void,
): void {
  holder.unfoldSubscriptions ??= new Set()
  if (holder.unfoldSubscriptions.has(name)) return
  holder.unfoldSubscriptions.add(name)
  subscribe(channel, onMessage)
}

const holder: typeof globalThis & { unfoldSubscriptions?: Set<string> } = globalThis
