/** What `GET /api/health` answers. Nothing in it is a secret or a person's. */
export type Health = {
  status: 'ok' | 'degraded' | 'ending'
  database: 'sqlite' | 'postgres' | 'memory' | 'away' | 'full' | 'unusable'
  /** What is wrong with it, or with what belongs to it, and what to do: a sentence for whoever runs the server. */
  problem?: string
  /** The id of the one that answers unless another is asked for. */
  model: string
  /** The one that is asked first. */
  search: 'tavily' | 'exa' | 'brave' | 'serper' | 'searxng' | 'wikipedia' | 'local'
  /** Runs that this process produces now. */
  running: number
  /** The version of the app, as `1.2.3`. */
  version: string
}
