import { Fragment, useSyncExternalStore } from 'react'
import { cn } from './cn'

type Props = {
  /** As in `Mod Shift K`: `Mod` is `⌘` on Apple systems, where `Shift` is written `⇧`, else `Ctrl`. */
  keys: string
  className?: string
}

/** The names of keys that are pressed together. */
export const Kbd = ({ keys, className }: Props) => {
  const modifier = useModifierKey()
  return (
    <span className={cn('text-ink-3 text-xs whitespace-nowrap', className)}>
      {keys.split(' ').map((key, index) => (
        <Fragment key={key}>
          {index > 0 && ' '}
          <kbd>{key === 'Mod' ? modifier : key === 'Shift' && modifier === '⌘' ? '⇧' : key}</kbd>
        </Fragment>
      ))}
    </span>
  )
}

/** `⌘` on Apple systems, `Ctrl` elsewhere and until the page knows where it is. */
export const useModifierKey = (): '⌘' | 'Ctrl' =>
  useSyncExternalStore(
    () => () => {},
    () => (isApple() ? '⌘' : 'Ctrl'),
    () => 'Ctrl',
  )

/** Keys as people know them from the menus of their system: "Ctrl Shift O", or "⇧⌘O". */
export const formatKeys = (keys: string, modifier = isApple() ? '⌘' : 'Ctrl'): string =>
  modifier === '⌘' ? keys.replace('Mod Shift', '⇧Mod').replace(/Mod ?/, '⌘') : keys.replace('Mod', modifier)

const isApple = (): boolean => /Mac|iPhone|iPad/.test(navigator.userAgent)
