import type { Generated } from 'kysely'

/** The tables, as Kysely types; made by `migrations/`. Moments are milliseconds since 1970, booleans are 0 and 1. */
export type Tables = {
  threads: ThreadRow
  turns: TurnRow
  runs: RunRow
  run_events: RunEventsRow
  search_texts: SearchTextRow
  rate_limits: RateLimitRow
  shares: ShareRow
  share_runs: ShareRunRow
  documents: DocumentRow
  document_parts: DocumentPartRow
  document_passages: DocumentPassageRow
  passage_vectors: PassageVectorRow
}

/** Ids come from clients, so a thread and a run are found by owner and id; `key` is our own name for the row. */
export type ThreadRow = {
  key: string
  owner: string
  thread_id: string
  title: string
  created_at: number
  updated_at: number
  /** When a run of it last ended, and when the person last looked; 0 is never. */
  ended_at: Generated<number>
  seen_at: Generated<number>
  deleted_at: number | null
}

export type TurnRow = {
  thread_key: string
  message_id: string
  /** 0, 1, 2 … in its thread. */
  position: number
  question: string
  asked_at: number
  /** The version that the person chose over the newest. */
  chosen_run_id: string | null
}

export type RunRow = {
  key: string
  owner: string
  run_id: string
  thread_key: string
  message_id: string
  /** What this version answers: an edit has words of its own. */
  question: string
  model_id: string
  model_label: string
  /** The `BranchPoint` as JSON; null where it answers a new question. */
  branch_point: string | null
  created_at: number
  status: 'running' | 'ended'
  /** How it ended: `success`, `cancelled`, or the code of its error. */
  outcome: string | null
  ended_at: number | null
  /** Who asked, for the limits. */
  address: string
  /** The process that produces it, and how often it said to be alive; a take-over raises the epoch. */
  instance: string
  heartbeats: number
  epoch: number
  stop_requested: Generated<number>
  /** How many times it was continued without anybody asking. */
  attempts: Generated<number>
  /** The server may go on from it by itself: see `claimInterrupted`. */
  continue_wanted: Generated<number>
  /** What it answered, once it has ended; later questions are asked with it. */
  answer: string | null
  answer_sources: Generated<number>
  /** Questions to go on with, as JSON; null where none were asked for. */
  follow_ups: string | null
  /** The `AskedWith` as JSON; null where an earlier version began it. */
  asked_with: Generated<string | null>
}

/** Some consecutive events of a run: a line of JSON each. */
export type RunEventsRow = { run_key: string; first_seq: number; last_seq: number; events: string }

/** What a conversation can be found by: the words of its title (`ref` is `title`), and of each run's question and answer. */
export type SearchTextRow = { id: Generated<number>; thread_key: string; ref: string; text: string }

export type RateLimitRow = { key: string; points: number; resets_at: number }

/** A copy of a conversation, or of one run of it, that anyone with the id may read until it is stopped. */
export type ShareRow = {
  /** 128 random bits. */
  share_id: string
  owner: string
  thread_key: string
  /** The one run that is shared; null for the conversation. */
  run_id: string | null
  title: string
  created_at: number
  stopped_at: number | null
}

/** What a share shows: runs in order, each up to an event. Those that are not shown are what a shown one starts from. */
export type ShareRunRow = { share_id: string; position: number; run_key: string; last_seq: number; is_shown: number }

/** A file that was added to a chat. `thread_id` is that of its owner; there may be no thread of it yet. */
export type DocumentRow = {
  id: string
  owner: string
  thread_id: string
  name: string
  type: string
  size: number
  pages: number | null
  chars: number
  created_at: number
  /** 0 while its bytes and its text are being written; until then it is not there for anybody. */
  is_whole: number
}

/** Some of the bytes of a file, in order. */
export type DocumentPartRow = { document_id: string; position: number; bytes: Uint8Array }

/** Some of the text of a file, in order. The words that it is found by are in an index beside it, or in a column that only Postgres has. */
export type DocumentPassageRow = {
  id: Generated<number>
  document_id: string
  position: number
  text: string
  place: string | null
  page: number | null
  from_line: number | null
  to_line: number | null
}

/** A passage as a vector, by the model of that name: float32 of four bytes each. */
export type PassageVectorRow = { passage_id: number; model: string; vector: Uint8Array }
