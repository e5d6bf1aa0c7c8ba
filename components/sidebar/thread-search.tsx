import { Search as SearchIcon, X } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef } from 'react'
import { useModifierKey } from '@/components/chat/use-modifier-key'
import type { Search } from '@/lib/client/thread-list-state'

type Props = { search: Search | undefined; onSearch(text: string): void; onShow(): void }

/** Searches titles, questions and answers as one writes. `Esc` clears it; `⌘/Ctrl K` comes here from anywhere. */
export const ThreadSearch = ({ search, onSearch, onShow }: Props) => {
  const modifier = useModifierKey()
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    const onKeyDown = (event: globalThis.KeyboardEvent) => {
      const isCommand = (event.metaKey || event.ctrlKey) && !event.shiftKey && !event.altKey
      if (event.defaultPrevented || !isCommand || event.key.toLowerCase() !== 'k') return
      event.preventDefault()
      if (!field.current?.checkVisibility?.({ visibilityProperty: true })) onShow()
      // A sidebar that only now comes up takes the focus first.
      setTimeout(() => {
        field.current?.focus()
        field.current?.select()
      })
    }
    addEventListener('keydown', onKeyDown)
    return () => removeEventListener('keydown', onKeyDown)
  }, [onShow])

  const clear = () => {
    if (field.current) field.current.value = ''
    onSearch('')
    field.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.nativeEvent.isComposing || !field.current?.value) return
    event.preventDefault()
    clear()
  }
  return (
    <>
      <search className="find">
        <SearchIcon size={16} aria-hidden />
        <input
          ref={field}
          type="search"
          aria-label="Search chats"
          aria-keyshortcuts="Control+K Meta+K"
          placeholder="Search chats"
          autoComplete="off"
          spellCheck={false}
          enterKeyHint="search"
          onInput={(event) => onSearch(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        {search ? (
          <button type="button" className="ib" aria-label="Clear the search" onClick={clear}>
            <X size={14} aria-hidden />
          </button>
        ) : (
          <kbd aria-hidden>{modifier === '⌘' ? '⌘K' : 'Ctrl K'}</kbd>
        )}
      </search>
      <p className={search && isFruitless(search) ? 'list-words' : 'sr-only'} role="status">
        {search && toWords(search)}
      </p>
    </>
  )
}

const isFruitless = ({ searching, found }: Search): boolean => !searching && found.length === 0

const toWords = (search: Search): string => {
  if (search.searching) return ''
  if (isFruitless(search)) return `No chat matches “${search.text}”.`
  return search.found.length === 1 ? '1 chat found.' : `${search.found.length} chats found.`
}
