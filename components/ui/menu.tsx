import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react'

type Props = {
  /** Its name. */
  label: string
  items: MenuEntry[]
  /** The same function for as long as the menu is open. */
  onClose(): void
}

type MenuEntry = {
  id: string
  icon?: ReactNode
  label: string
  run(): void
  /** `run` moves the focus itself, so it does not return to the button. */
  keepsFocus?: true
}

/**
 * A menu under the first button beside it. A popover lies over everything and goes when one presses elsewhere, which is the
 * browser's doing; the arrow keys, Home, End and first letters, and the focus that goes back to the button, are ours.
 */
export const Menu = ({ label, items, onClose }: Props) => {
  const menu = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = menu.current
    if (!element) return
    const onToggle = (event: Event) => {
      if (Reflect.get(event, 'newState') === 'closed') onClose()
    }
    element.showPopover?.()
    place(element)
    element.addEventListener('toggle', onToggle)
    itemsOf(element)[0]?.focus()
    return () => element.removeEventListener('toggle', onToggle)
  }, [onClose])

  const close = () => {
    const button = menu.current?.parentElement?.querySelector('button')
    onClose()
    button?.focus()
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const rows = itemsOf(event.currentTarget)
    const index = rows.findIndex((item) => item.matches(':focus'))
    switch (event.key) {
      case 'Escape':
      case 'Tab':
        close()
        break
      case 'ArrowDown':
        rows[(index + 1) % rows.length]?.focus()
        break
      case 'ArrowUp':
        rows.at(index - 1)?.focus()
        break
      case 'Home':
        rows[0]?.focus()
        break
      case 'End':
        rows.at(-1)?.focus()
        break
      default: {
        const named = event.ctrlKey || event.metaKey || event.altKey ? undefined : findNext(rows, index, event.key)
        if (!named) return
        named.focus()
      }
    }
    event.preventDefault()
  }
  return (
    <div
      ref={menu}
      popover="auto"
      role="menu"
      aria-label={label}
      tabIndex={-1}
      onKeyDown={onKeyDown}
      className="fixed inset-auto max-h-[min(420px,60vh)] min-w-37 max-w-[min(320px,calc(100vw-16px))] overflow-y-auto rounded-md border border-line-2 bg-surface p-1 text-ink shadow-2"
    >
      {items.map(({ id, icon, label: words, run, keepsFocus }) => (
        <button
          key={id}
          type="button"
          role="menuitem"
          tabIndex={-1}
          className="flex min-h-8 w-full items-center gap-2.25 rounded-sm px-2.5 text-start text-sm hover:bg-fill focus:bg-fill focus-visible:-outline-offset-2 coarse:min-h-10"
          onClick={() => {
            if (!keepsFocus) close()
            run()
          }}
        >
          {icon}
          {words}
        </button>
      ))}
    </div>
  )
}

const itemsOf = (menu: HTMLElement): HTMLElement[] => [...menu.querySelectorAll<HTMLElement>('[role=menuitem]')]

/** The next item, from the one in focus on and round, whose words begin with that letter. */
const findNext = (rows: HTMLElement[], index: number, letter: string): HTMLElement | undefined =>
  letter.length > 1 || letter === ' '
    ? undefined
    : [...rows.slice(index + 1), ...rows.slice(0, index + 1)].find((row) =>
        row.textContent.trim().toLowerCase().startsWith(letter.toLowerCase()),
      )

/** Under the button, or above it where there is no room. */
const place = (menu: HTMLElement): void => {
  const button = menu.parentElement?.querySelector('button')?.getBoundingClientRect()
  if (!button) return
  const { width, height } = menu.getBoundingClientRect()
  const isRoomBelow = button.bottom + height + 8 < innerHeight
  menu.style.top = `${isRoomBelow ? button.bottom + 2 : button.top - height - 2}px`
  menu.style.left = `${Math.max(8, Math.min(button.right - 24, innerWidth - width - 8))}px`
}
