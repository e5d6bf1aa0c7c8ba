/** A thing that can be done from the command menu, by keys, or both. */
export type Command = {
  /** In the command menu and the list of shortcuts. */
  label: string
  /** As in `Mod Shift O`: names as keyboards have them, and `Mod` is `⌘` on Apple systems and `Ctrl` elsewhere. */
  keys?: string
  /** It is in the command menu, where these words find it too. */
  also?: string
  /** Where it is in the list of shortcuts. */
  group?: 'Anywhere' | 'Writing and reading' | 'In the steps'
  /** What its keys do, where that is more than the label says. */
  help?: string
}

/**
 * Everything that the command menu can do, and every key: the menu, the list of shortcuts, tooltips and the key handler read it.
 * Who offers a command (`useCommand`) gives what it runs; of rows that are never offered, the field or step that has the focus handles
 * the keys. Where several have the same keys, the first that is offered runs.
 */
const table = {
  search: { label: 'Search chats and commands', keys: 'Mod K', group: 'Anywhere' },
  'new-chat': { label: 'New chat', keys: 'Mod Shift O', also: 'start conversation', group: 'Anywhere' },
  'open-run': { label: 'Open a saved run', also: 'file import jsonl json lines replay' },
  'add-files': { label: 'Add files', also: 'attach upload document pdf image photo' },
  files: { label: 'Files in this chat', also: 'documents attachments uploads' },
  stop: {
    label: 'Stop this run',
    keys: 'Esc',
    also: 'cancel end',
    group: 'Anywhere',
    help: 'Close what is open, or stop the run',
  },
  'end-replay': { label: 'End the replay', keys: 'Esc', also: 'close stop' },
  'close-file': { label: 'Close the file', keys: 'Esc', also: 'saved run back' },
  send: { label: 'Send', keys: 'Enter', group: 'Writing and reading' },
  'new-line': { label: 'New line', keys: 'Shift Enter', group: 'Writing and reading' },
  'edit-last': { label: 'Edit the last question (empty field)', keys: '↑', group: 'Writing and reading' },
  'focus-composer': { label: 'Go to the message field', keys: '/', group: 'Writing and reading' },
  'copy-answer': { label: 'Copy the last answer', keys: 'Mod Shift C', also: 'clipboard', group: 'Writing and reading' },
  details: {
    label: 'Show or hide the run details',
    keys: 'Mod .',
    also: 'timeline waterfall events sources inspect',
    group: 'Anywhere',
  },
  share: { label: 'Share this chat', also: 'link keep download export print markdown json' },
  rename: { label: 'Rename this chat', also: 'title conversation' },
  delete: { label: 'Delete this chat', also: 'remove conversation' },
  sidebar: { label: 'Show or hide the sidebar', keys: 'Mod B', also: 'conversations list', group: 'Anywhere' },
  'own-model': { label: 'Use a real model', also: 'key api openai provider ollama address set up own' },
  theme: { label: 'Switch theme', also: 'dark light mode colours appearance' },
  shortcuts: { label: 'Keyboard shortcuts', keys: '?', also: 'keys help', group: 'Anywhere' },
  settings: { label: 'Settings', also: 'preferences options notify delete everything status' },
  'next-step': { label: 'Next step', keys: 'J', group: 'In the steps' },
  'previous-step': { label: 'Previous step', keys: 'K', group: 'In the steps' },
  'open-step': { label: 'Open or close the step', keys: 'Enter', group: 'In the steps' },
} satisfies Record<string, Command>

/** The id of a command. */
export type CommandId = keyof typeof table

/** Those of the command menu. */
export type MenuCommandId = { [Id in CommandId]: (typeof table)[Id] extends { also: string } ? Id : never }[CommandId]

/** The commands by id. */
export const commands: Record<CommandId, Command> = table

/** The ids in the order of the table, which decides between commands with the same keys. */
export const commandIds = Object.keys(table) as CommandId[]

/** Whether a setting turns these keys off: a letter or sign that is pressed alone, while nobody is writing. */
export const isSingleKey = (keys: string): boolean => /^[A-Z/?]$/.test(keys)

/** Whether these keys were pressed. With signs, `Shift` is as the keyboard needs it. */
export const arePressed = (keys: string, event: KeyboardEvent): boolean => {
  const names = keys.split(' ')
  const key = event.key === 'Escape' ? 'Esc' : event.key.toUpperCase()
  const isChord = names.includes('Mod')
  if (names.at(-1) !== key || event.altKey || (event.metaKey || event.ctrlKey) !== isChord) return false
  return !isChord || !/[A-Z]/.test(key) || event.shiftKey === names.includes('Shift')
}

/** The keys of a command for `aria-keyshortcuts`: "Control+B Meta+B". */
export const ariaKeys = (id: CommandId): string | undefined => {
  const keys = commands[id].keys?.replace('Esc', 'Escape').replaceAll(' ', '+')
  return keys?.includes('Mod') ? `${keys.replace('Mod', 'Control')} ${keys.replace('Mod', 'Meta')}` : keys
}
