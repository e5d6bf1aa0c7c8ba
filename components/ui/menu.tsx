import {
  type ComponentProps,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useEffectEvent,
  useRef,
  useState,
} from 'react'
import { IconButton } from './button'

type MenuEntry = {
  id: string
  icon?: ReactNode
  label: string
  run(): void
  /** `run` moves the focus itself, so it does not return to the button. */
  keepsFocus?: true
}

type End = 'first' | 'last'

type Props = Omit<ComponentProps<typeof IconButton>, 'onClick' | 'ref'> & {
  /** The name of the menu. */ menuLabel: string
  items: MenuEntry[]
}

/** An icon button with a menu under it, which a press opens at its first item, and the arrow keys at its first or last. */
export const MenuButton = ({ menuLabel, items, ...props }: Props) => {
  const [opened, setOpened] = useState<End>()
  const button = useRef<HTMLButtonElement>(null)
  const canOpen = !props['aria-disabled']
  const onKeyDown = (event: KeyboardEvent) => {
    if (!canOpen || (event.key !== 'ArrowDown' && event.key !== 'ArrowUp')) return
    event.preventDefault()
    setOpened(event.key === 'ArrowDown' ? 'first' : 'last')
  }
  return (
    <>
      <IconButton
        {...props}
        ref={button}
        aria-haspopup="menu"
        aria-expanded={opened !== undefined}
        onClick={() => canOpen && setOpened('first')}
        onKeyDown={onKeyDown}
      />
      {opened && <Menu label={menuLabel} items={items} button={button} focus={opened} onClose={() => setOpened(undefined)} />}
    </>
  )
}

type MenuProps = { label: string; items: MenuEntry[]; button: RefObject<HTMLButtonElement | null>; focus: End; onClose(): void }

/**
 * A menu as a popover: the browser shows it above everything and closes it on a press elsewhere. Added here: its place at the button,
 * the arrow keys, Home, End and first letters, and the focus that returns to the button.
 * @see https://www.w3.org/WAI/ARIA/apg/patterns/menu-button/
 */
const Menu = ({ label, items, button, focus, onClose }: MenuProps) => {
  const menu = useRef<HTMLDivElement>(null)
  const onClosed = useEffectEvent(onClose)
  useEffect(() => {
    const element = menu.current
    if (!element) return
    const listeners = new AbortController()
    const { signal } = listeners
    const placeAtButton = () => button.current && place(element, button.current)
    element.showPopover?.()
    placeAtButton()
    element.addEventListener('toggle', (event) => Reflect.get(event, 'newState') === 'closed' && onClosed(), { signal })
    addEventListener('scroll', placeAtButton, { signal, capture: true, passive: true })
    addEventListener('resize', placeAtButton, { signal })
    itemsOf(element)
      .at(focus === 'first' ? 0 : -1)
      ?.focus({ preventScroll: true })
    return () => listeners.abort()
  }, [button, focus])

  const close = () => {
    onClose()
    button.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const rows = itemsOf(event.currentTarget)
    const index = rows.findIndex((item) => item.matches(':focus'))
    switch (event.key) {
      case 'Tab':
        // The browser then moves on from the button.
        return close()
      case 'Escape':
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
        const match = event.ctrlKey || event.metaKey || event.altKey ? undefined : findNext(rows, index, event.key)
        if (!match) return
        match.focus()
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

/** The next item after the one with the focus, round to itself, whose words begin with that letter. */
const findNext = (rows: HTMLElement[], index: number, letter: string): HTMLElement | undefined =>
  letter.length > 1 || letter === ' '
    ? undefined
    : [...rows.slice(index + 1), ...rows.slice(0, index + 1)].find((row) =>
        row.textContent.trim().toLowerCase().startsWith(letter.toLowerCase()),
      )

/** Places a menu under its button, or above it where there is no room. */
const place = (menu: HTMLElement, button: HTMLElement): void => {
  const { top, bottom, right } = button.getBoundingClientRect()
  const { width, height } = menu.getBoundingClientRect()
  const isRoomBelow = bottom + height + 8 < innerHeight
  menu.style.top = `${isRoomBelow ? bottom + 2 : top - height - 2}px`
  menu.style.left = `${Math.max(8, Math.min(right - 24, innerWidth - width - 8))}px`
}
