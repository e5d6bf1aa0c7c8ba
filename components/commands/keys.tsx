import { Fragment } from 'react'
import { useModifierKey } from '@/components/chat/use-modifier-key'

/** The names of keys, as in `Mod Shift K`: `Mod` is `⌘` on Apple systems, where `Shift` is written `⇧`, else `Ctrl`. */
export const Keys = ({ keys }: { keys: string }) => {
  const modifier = useModifierKey()
  return (
    <span className="keys">
      {keys.split(' ').map((key, index) => (
        <Fragment key={key}>
          {index > 0 && ' '}
          <kbd>{key === 'Mod' ? modifier : key === 'Shift' && modifier === '⌘' ? '⇧' : key}</kbd>
        </Fragment>
      ))}
    </span>
  )
}
