import { parsePostgresAddress } from '@/lib/db/postgres-address'
import { notify, PostgresChannel } from '@/lib/db/postgres-channel'
import type { Store } from '@/lib/db/store'
import type { Notifier } from '@/lib/run-log/notifier'
import type { Env } from '@/lib/server/env'

type Settings = Pick<Env, 'databaseUrl' | 'directDatabaseUrl' | 'databaseCa' | 'listens' | 'onServerless'>

/**
 * Lets processes that share a Postgres notify each other of their runs, over one connection of each: none where a pooler is in
 * front, which would not let notifications through, nor on a function, which must hold no connection while it sleeps; unless
 * that was said.
 */
export function openChannel(settings: Settings, store: Store, notifier: Notifier): void {
  const { databaseUrl, directDatabaseUrl = databaseUrl, databaseCa, onServerless } = settings
  if (directDatabaseUrl === undefined) return
  const address = parsePostgresAddress(directDatabaseUrl, databaseCa)
  if (!(settings.listens ?? !(address.isPooled || onServerless))) return
  const channel = new PostgresChannel({
    address,
    notify: (message) => store.use((db) => notify(db, message)),
    onMessage: (message) => notifier.receive(message),
    onChange: () => notifier.wakeAll(),
  })
  notifier.connect(channel)
  channel.open()
}
