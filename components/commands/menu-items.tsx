import {
  Bot,
  ChartNoAxesGantt,
  Check,
  Copy,
  Files,
  FileUp,
  FileX,
  Keyboard,
  KeyRound,
  MessageSquare,
  PanelLeft,
  Paperclip,
  Pencil,
  Settings,
  Share,
  Square,
  SquarePen,
  SquareX,
  SunMoon,
  Trash2,
} from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { type CommandId, commandIds, commands, type MenuCommandId } from '@/components/context/commands'
import { apiFetch } from '@/lib/client/api/api-fetch'
import type { ModelName } from '@/lib/protocol/event'
import type { ThreadPage, ThreadSummary } from '@/lib/protocol/thread-summary'
import { formatThreadState } from '@/lib/run-view/format-thread'

/** A row of the command menu. */
export type MenuItem = {
  id: string
  icon: ReactNode
  label: string
  /** At its end: the keys that do the same, or a word. */
  keys?: string | undefined
  note?: string
  run(): void
}

export type MenuGroup = { title: string; items: MenuItem[] }

const icons: Record<MenuCommandId, ReactNode> = {
  'new-chat': <SquarePen />,
  'open-run': <FileUp />,
  'add-files': <Paperclip />,
  files: <Files />,
  stop: <Square />,
  'end-replay': <SquareX />,
  'close-file': <FileX />,
  'copy-answer': <Copy />,
  details: <ChartNoAxesGantt />,
  share: <Share />,
  rename: <Pencil />,
  delete: <Trash2 />,
  sidebar: <PanelLeft />,
  'own-model': <KeyRound />,
  theme: <SunMoon />,
  shortcuts: <Keyboard />,
  settings: <Settings />,
}

const isInMenu = (id: CommandId): id is MenuCommandId => commands[id].also !== undefined

/** What can be done now and matches the query. */
export const commandItems = (offered: ReadonlyMap<CommandId, () => void>, query: string): MenuItem[] =>
  commandIds.filter(isInMenu).flatMap((id) => {
    const { label, keys, also } = commands[id]
    const run = offered.get(id)
    return run && matches(`${label} ${also}`, query) ? [{ id, icon: icons[id], label, keys, run }] : []
  })

type OfferedModels = { models: ModelName[]; modelId: string; onModel(modelId: string): void }

/** None where there is no choice. */
export const modelItems = ({ models, modelId, onModel }: OfferedModels, query: string): MenuItem[] =>
  models.length < 2
    ? []
    : models
        .filter(({ label }) => matches(`${label} model answer with`, query))
        .map(({ id, label }) => ({
          id: `model ${id}`,
          icon: id === modelId ? <Check /> : <Bot />,
          label,
          ...(id === modelId && { note: 'Selected' }),
          run: () => onModel(id),
        }))

/** Conversations as rows of the command menu; `onOpen` is given the path of the one that was chosen. */
export const chatItems = (chats: ThreadSummary[], onOpen: (path: string) => void): MenuItem[] =>
  chats.map((chat) => {
    const { threadId, title } = chat
    const note = formatThreadState(chat)
    return {
      id: `chat ${threadId}`,
      icon: <MessageSquare />,
      label: title,
      ...(note !== undefined && { note }),
      run: () => onOpen(`/chat/${threadId}`),
    }
  })

export type FoundChats = {
  /** The newest chats while there is no query, else the matches, best first. */
  chats: ThreadSummary[]
  state: 'searching' | 'done' | 'failed'
}

type Answer = FoundChats & { query: string }

/** How long after the last key a search is sent. */
const typingMs = 150
const newestCount = 5
const foundCount = 20

/**
 * Searches chats by title and content on the server. Only the answer to the newest query counts; until it arrives, the chats
 * of the answer before it are shown as far as their titles match.
 */
export const useFoundChats = (query: string, fetch: typeof globalThis.fetch = apiFetch): FoundChats => {
  const trimmed = query.trim()
  const [latest, setLatest] = useState<Answer>({ query: '', chats: [], state: 'searching' })
  useEffect(() => {
    const controller = new AbortController()
    const find = async () => {
      try {
        const chats = await findChats(trimmed, { fetch, signal: controller.signal })
        if (!controller.signal.aborted) setLatest({ query: trimmed, chats, state: 'done' })
      } catch {
        // An aborted search was replaced by a newer one; only the newest reports a failure.
        if (!controller.signal.aborted) setLatest({ query: trimmed, chats: [], state: 'failed' })
      }
    }
    const timer = setTimeout(() => void find(), trimmed === '' ? 0 : typingMs)
    return () => {
      clearTimeout(timer)
      controller.abort()
    }
  }, [trimmed, fetch])

  if (latest.query === trimmed) return latest
  return { chats: latest.chats.filter(({ title }) => matches(title, trimmed)), state: 'searching' }
}

type SearchOptions = { fetch: typeof globalThis.fetch; signal: AbortSignal }

const findChats = async (query: string, { fetch, signal }: SearchOptions): Promise<ThreadSummary[]> => {
  const params = new URLSearchParams({ limit: String(query === '' ? newestCount : foundCount), ...(query !== '' && { query }) })
  const response = await fetch(`/api/threads?${params}`, { cache: 'no-store', signal })
  if (!response.ok) throw new Error(`The search answered ${response.status}.`)
  const page: ThreadPage = await response.json()
  return page.threads
}

/** Whether every word of the query is the beginning of a word of the text, in any order; a blank query matches everything. */
export const matches = (text: string, query: string): boolean => {
  const words = wordsOf(text)
  return wordsOf(query).every((prefix) => words.some((word) => word.startsWith(prefix)))
}

/** Letters and digits, without case and accents, as the search on the server reads them. */
const wordsOf = (text: string): string[] =>
  text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? []
