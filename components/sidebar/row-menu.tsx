import { Pencil, Trash2 } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef } from 'react'

type Props = { onRename(): void; onDelete(): void /** The same function for as long as the menu is open. */; onClose(): void }

/**
 * What can be done with a row. A popover lies over everything and goes when one presses elsewhere, which is the
 * browser's doing; the arrow keys, and the focus that goes back to the button, are ours.
 */
export const RowMenu = ({ onRename, onDelete, onClose }: Props) => {
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
    const items = itemsOf(event.currentTarget)
    const index = items.findIndex((item) => item.matches(':focus'))
    switch (event.key) {
      case 'Escape':
      case 'Tab':
        close()
        break
      case 'ArrowDown':
        items[(index + 1) % items.length]?.focus()
        break
      case 'ArrowUp':
        items.at(index - 1)?.focus()
        break
      default:
        return
    }
    event.preventDefault()
  }
  return (
    <div ref={menu} popover="auto" role="menu" aria-label="Chat" className="row-menu" tabIndex={-1} onKeyDown={onKeyDown}>
      <button type="button" role="menuitem" tabIndex={-1} onClick={() => [close(), onRename()]}>
        <Pencil size={14} aria-hidden />
        Rename
      </button>
      <button type="button" role="menuitem" tabIndex={-1} onClick={onDelete}>
        <Trash2 size={14} aria-hidden />
        Delete
      </button>
    </div>
  )
}

const itemsOf = (menu: HTMLElement): HTMLElement[] => [...menu.querySelectorAll<HTMLElement>('[role=menuitem]')]

/** Under the button, or above it where there is no room. */
const place = (menu: HTMLElement): void => {
  const button = menu.parentElement?.querySelector('button')?.getBoundingClientRect()
  if (!button) return
  const { width, height } = menu.getBoundingClientRect()
  const isRoomBelow = button.bottom + height + 8 < innerHeight
  menu.style.top = `${isRoomBelow ? button.bottom + 2 : button.top - height - 2}px`
  menu.style.left = `${Math.max(8, Math.min(button.right - 24, innerWidth - width - 8))}px`
}
