import { useEffect, useState } from 'react'
import { productName } from '@/lib/protocol/brand'
import type { ModelName } from '@/lib/protocol/event'
import type { Health } from '@/lib/protocol/health'

/** How the app is, in one line. */
export const AppStatus = ({ models }: { models: ModelName[] }) => {
  const [health, setHealth] = useState<Health | 'unknown'>()
  useEffect(() => {
    const asking = new AbortController()
    readHealth(asking.signal).then(
      setHealth,
      () => asking.signal.aborted || setHealth('unknown'), // Said on screen.
    )
    return () => asking.abort()
  }, [])
  return (
    <p className="pt-3.5 text-ink-3 text-xs" role="status">
      {toWords(health, models)}
    </p>
  )
}

/** While something is wrong the same comes with a 503. */
const readHealth = async (signal: AbortSignal): Promise<Health> =>
  (await fetch('/api/health', { cache: 'no-store', signal })).json()

const toWords = (health: Health | 'unknown' | undefined, models: ModelName[]): string => {
  if (health === undefined) return 'Asking the server how it is'
  if (health === 'unknown') return 'The server did not answer.'
  const { model, search, database, version, problem } = health
  const label = models.find(({ id }) => id === model)?.label ?? model
  return [`${productName} ${version}`, label, searches[search], problem ?? databases[database]].join(' · ')
}

const searches: Record<Health['search'], string> = {
  tavily: 'Web search by Tavily',
  wikipedia: 'Search in Wikipedia',
  local: 'Search in the library',
}

const databases: Record<Health['database'], string> = {
  sqlite: 'Chats kept in SQLite',
  postgres: 'Chats kept in Postgres',
  memory: 'Chats kept until the server restarts',
  away: 'The database is away',
  full: 'The disk is full',
  unusable: 'The database cannot be used',
}
