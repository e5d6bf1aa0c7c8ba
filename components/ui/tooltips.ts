import { formatKeys } from './kbd'

/**
 * Gives every button without visible text a tooltip: its name and its keys (`aria-keyshortcuts`), set when a pointer reaches it.
 * A `title` of the component's own stays. Calling it twice does no more than calling it once.
 */
export const showTooltips = (): void => document.addEventListener('pointerover', onPointerOver)

/** The titles that were set here, which follow when a name changes. */
const titles = new WeakMap<Element, string>()

const onPointerOver = ({ target }: Event): void => {
  const button = target instanceof Element ? target.closest<HTMLElement>('button') : null
  if (!button) return
  setTitle(button)
  // The name may change under the pointer: "Stop", "Stopping…".
  nameObserver.disconnect()
  nameObserver.observe(button, { attributeFilter: ['aria-label', 'aria-keyshortcuts'], characterData: true, subtree: true })
}

const nameObserver = new MutationObserver(([change]) => {
  const node = change?.target
  const button = (node instanceof Element ? node : node?.parentElement)?.closest<HTMLElement>('button')
  if (button) setTitle(button)
})

const setTitle = (button: HTMLElement): void => {
  if ((button.title !== '' && button.title !== titles.get(button)) || hasVisibleText(button)) return
  const words = button.getAttribute('aria-label') ?? button.textContent.trim()
  const keys = button.getAttribute('aria-keyshortcuts')
  button.title = keys === null ? words : `${words}, ${toKeys(keys)}`
  titles.set(button, button.title)
}

const hasVisibleText = (button: Element): boolean => {
  const texts = document.createTreeWalker(button, NodeFilter.SHOW_TEXT)
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    if (text.textContent?.trim() && !text.parentElement?.closest('[data-slot=visually-hidden]')) return true
  }
  return false
}

/** The first of "Control+Shift+O Meta+Shift+O" as people know the keys of their system. */
const toKeys = (shortcuts: string): string =>
  formatKeys((shortcuts.split(' ')[0] ?? '').replace('Control', 'Mod').replace('Escape', 'Esc').replaceAll('+', ' '))
