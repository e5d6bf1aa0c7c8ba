import {
  Bot,
  ChartNoAxesGantt,
  Check,
  Copy,
  FileUp,
  Keyboard,
  KeyRound,
  MessageSquare,
  PanelLeft,
  Pencil,
  Settings,
  Share,
  Square,
  SquarePen,
  SunMoon,
  Trash2,
} from 'lucide-react'
import type { ReactNode } from 'react'
import type { CommandName } from '@/components/context/command-registry'
import { openDialog } from '@/components/context/dialog-store'
import { matches } from '@/components/ui/matches'
import { switchTheme } from '@/components/ui/theme'
import type { ModelName } from '@/lib/protocol/event'
import type { ModelOffer } from '@/lib/protocol/model-offer'
import type { ThreadSummary } from '@/lib/protocol/thread-summary'

/** A row of the command menu. */
export type MenuItem = {
  id: string
  icon: ReactNode
  label: string
  /** At its end: the keys that do the same, or a word. */
  keys?: string
  note?: string
  run(): void
}

export type MenuGroup = { title: string; items: MenuItem[] }

type Command = Omit<MenuItem, 'id' | 'run'> & { id: CommandName /** Other words that people look for. */; also: string }

const commands: Command[] = [
  { id: 'new-chat', icon: <SquarePen />, label: 'New chat', keys: 'Mod Shift O', also: 'start conversation' },
  { id: 'open-run', icon: <FileUp />, label: 'Open a saved run', also: 'file import jsonl json lines replay' },
  { id: 'stop', icon: <Square />, label: 'Stop this run', keys: 'Esc', also: 'cancel end' },
  { id: 'copy-answer', icon: <Copy />, label: 'Copy the last answer', keys: 'Mod Shift C', also: 'clipboard' },
  {
    id: 'details',
    icon: <ChartNoAxesGantt />,
    label: 'Show or hide the run details',
    keys: 'Mod .',
    also: 'timeline waterfall events sources inspect',
  },
  { id: 'share', icon: <Share />, label: 'Share this chat', also: 'link keep download export print markdown json' },
  { id: 'rename', icon: <Pencil />, label: 'Rename this chat', also: 'title conversation' },
  { id: 'delete', icon: <Trash2 />, label: 'Delete this chat', also: 'remove conversation' },
  { id: 'sidebar', icon: <PanelLeft />, label: 'Show or hide the sidebar', keys: 'Mod B', also: 'conversations list' },
]

const always: (MenuItem & { also: string })[] = [
  { id: 'theme', icon: <SunMoon />, label: 'Switch theme', also: 'dark light mode colours appearance', run: switchTheme },
  {
    id: 'shortcuts',
    icon: <Keyboard />,
    label: 'Keyboard shortcuts',
    keys: '?',
    also: 'keys help',
    run: () => openDialog('shortcuts'),
  },
  {
    id: 'settings',
    icon: <Settings />,
    label: 'Settings',
    also: 'preferences options notify delete everything status',
    run: () => openDialog('settings'),
  },
]

const ownModel: (typeof always)[number] = {
  id: 'own-model',
  icon: <KeyRound />,
  label: 'Use a real model',
  also: 'key api openai provider ollama address set up own',
  run: () => openDialog('own-model'),
}

/** What can be done now and fits the query. */
export const commandItems = (
  offered: ReadonlyMap<CommandName, () => void>,
  query: string,
  { canBringOwn }: Pick<ModelOffer, 'canBringOwn'>,
): MenuItem[] => [
  ...commands.flatMap(({ also, ...command }) => {
    const run = offered.get(command.id)
    return run && matches(`${command.label} ${also}`, query) ? [{ ...command, run }] : []
  }),
  ...(canBringOwn ? [ownModel, ...always] : always).filter(({ label, also }) => matches(`${label} ${also}`, query)),
]

type ModelChoice = { models: ModelName[]; modelId: string; onModel(modelId: string): void }

/** None where there is no choice. */
export const modelItems = ({ models, modelId, onModel }: ModelChoice, query: string): MenuItem[] =>
  models.length < 2
    ? []
    : models
        .filter(({ label }) => matches(`${label} model answer with`, query))
        .map(({ id, label }) => ({
          id: `model ${id}`,
          icon: id === modelId ? <Check /> : <Bot />,
          label,
          ...(id === modelId && { note: 'Chosen' }),
          run: () => onModel(id),
        }))

export const chatItems = (chats: ThreadSummary[], onOpen: (path: string) => void): MenuItem[] =>
  chats.map(({ threadId, title, state }) => ({
    id: `chat ${threadId}`,
    icon: <MessageSquare />,
    label: title,
    ...(state !== 'seen' && { note: state === 'running' ? 'Running' : 'New answer' }),
    run: () => onOpen(`/chat/${threadId}`),
  }))
