import { Search as SearchIcon, X } from 'lucide-react'
import { type KeyboardEvent, useRef } from 'react'
import { preloadDialogs } from '@/components/commands/dialog-host'
import { ariaKeys, commands } from '@/components/context/commands'
import { openDialog } from '@/components/context/dialog-store'
import { IconButton } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { formatKeys, useModifierKey } from '@/components/ui/kbd'
import type { Search } from '@/lib/client/threads/thread-list-state'
import { listText, searchRow } from './sidebar-row'

type Props = { search: Search | undefined; onSearch(text: string): void }

/** Searches titles, questions and answers while typing; `Esc` clears it. A button at its end opens the command menu. */
export const ThreadSearchField = ({ search, onSearch }: Props) => {
  const keys = formatKeys(commands.search.keys ?? '', useModifierKey())
  const field = useRef<HTMLInputElement>(null)
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
      <search
        className={cn(
          searchRow,
          'focus-within:bg-fill has-[input:focus-visible]:outline-2 has-[input:focus-visible]:outline-accent has-[input:focus-visible]:-outline-offset-1',
        )}
      >
        <SearchIcon size={16} aria-hidden />
        <input
          ref={field}
          type="search"
          className="h-full min-w-0 flex-1 appearance-none bg-transparent text-ink placeholder:text-ink-2 focus-visible:outline-hidden coarse:text-lg [&::-webkit-search-cancel-button]:hidden"
          aria-label="Search chats"
          placeholder="Search chats"
          autoComplete="off"
          spellCheck={false}
          enterKeyHint="search"
          onInput={(event) => onSearch(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        {search ? (
          <IconButton size="xs" label="Clear search" className="-mr-1" onClick={clear}>
            <X size={14} aria-hidden />
          </IconButton>
        ) : (
          <button
            type="button"
            className="ml-auto flex min-h-6 items-center rounded-xs coarse:hidden"
            aria-label={commands.search.label}
            aria-keyshortcuts={ariaKeys('search')}
            title={`${commands.search.label}, ${keys}`}
            onPointerEnter={preloadDialogs}
            onFocus={preloadDialogs}
            onClick={() => openDialog('menu')}
          >
            <kbd className="bg-transparent">{keys}</kbd>
          </button>
        )}
      </search>
      <p className={search && hasNoResults(search) ? cn(listText, 'px-5') : 'sr-only'} role="status">
        {search && formatResult(search)}
      </p>
    </>
  )
}

const hasNoResults = ({ searching, found }: Search): boolean => !searching && found.length === 0

const formatResult = (search: Search): string => {
  if (search.searching) return ''
  if (hasNoResults(search)) return `No chats match “${search.text}”.`
  return search.found.length === 1 ? '1 chat found.' : `${search.found.length} chats found.`
}
