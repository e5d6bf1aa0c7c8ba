/** A key and what it does, in words. `or` is another key that does the other thing of the pair. */
export type Shortcut = { keys: string; or?: string; does: string; isLetter?: true }

/** All keys of the page, in the groups in which people look for them. */
export const shortcutGroups: { title: string; shortcuts: Shortcut[] }[] = [
  {
    title: 'Anywhere',
    shortcuts: [
      { keys: 'Mod K', does: 'Search chats and commands' },
      { keys: 'Mod Shift O', does: 'New chat' },
      { keys: 'Mod B', does: 'Show or hide the sidebar' },
      { keys: 'Mod .', does: 'Show or hide the run details' },
      { keys: 'Esc', does: 'Close what is open; if nothing is, stop the run' },
      { keys: '?', does: 'Show these shortcuts', isLetter: true },
    ],
  },
  {
    title: 'Writing and reading',
    shortcuts: [
      { keys: 'Enter', does: 'Send' },
      { keys: 'Shift Enter', does: 'New line' },
      { keys: '↑', does: 'Edit the last question, while the message field is empty' },
      { keys: '/', does: 'Go to the message field', isLetter: true },
      { keys: 'Mod Shift C', does: 'Copy the last answer' },
    ],
  },
  {
    title: 'In the steps',
    shortcuts: [
      { keys: 'J', or: 'K', does: 'Next, previous step', isLetter: true },
      { keys: 'Enter', does: 'Open or close the step' },
    ],
  },
]
