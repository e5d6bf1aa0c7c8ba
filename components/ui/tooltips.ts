import { formatKeys } from './kbd'

/**
 * A button that shows no words has a tooltip: its name, and the key that does the same (`aria-keyshortcuts`). It is set when a pointer
 * comes, so that no button can be without one. What a component says in `title` itself stays. Asked for twice, it is done once.
 */
export const showTooltips = (): void => document.addEventListener('pointerover', onPointerOver)

/** What was set here; names change. */
const set = new WeakMap<Element, string>()

const onPointerOver = ({ target }: Event): void => {
  const button = target instanceof Element ? target.closest<HTMLElement>('button') : null
  if (!button) return
  setTitle(button)
  // A name that changes under the pointer: "Stop", "Stopping…".
  renaming.disconnect()
  renaming.observe(button, { attributeFilter: ['aria-label', 'aria-keyshortcuts'], characterData: true, subtree: true })
}

const renaming = new MutationObserver(([change]) => {
  const node = change?.target
  const button = (node instanceof Element ? node : node?.parentElement)?.closest<HTMLElement>('button')
  if (button) setTitle(button)
})

const setTitle = (button: HTMLElement): void => {
  if ((button.title !== '' && button.title !== set.get(button)) || showsWords(button)) return
  const words = button.getAttribute('aria-label') ?? button.textContent.trim()
  const keys = button.getAttribute('aria-keyshortcuts')
  button.title = keys === null ? words : `${words}, ${toKeys(keys)}`
  set.set(button, button.title)
}

const showsWords = (button: Element): boolean => {
  const texts = document.createTreeWalker(button, NodeFilter.SHOW_TEXT)
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    if (text.textContent?.trim() && !text.parentElement?.closest('[data-slot=visually-hidden]')) return true
  }
  return false
}

/** The first of "Control+Shift+O Meta+Shift+O" as people know the keys of their system. */
const toKeys = (shortcuts: string): string =>
  formatKeys((shortcuts.split(' ')[0] ?? '').replace('Control', 'Mod').replace('Escape', 'Esc').replaceAll('+', ' '))
