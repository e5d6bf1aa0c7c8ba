import { Search, X } from 'lucide-react'
import { type KeyboardEvent, useEffect, useId, useState } from 'react'
import { goTo } from '@/components/context/address'
import { isPressed, useCommands } from '@/components/context/command-registry'
import { IconButton } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Kbd } from '@/components/ui/kbd'
import type { ModelOffer } from '@/lib/protocol/model-offer'
import { chatItems, commandItems, type FoundChats, type MenuGroup, type MenuItem, modelItems, useFoundChats } from './menu-items'

type Props = { offer: ModelOffer; modelId: string; onModel(modelId: string): void; onClose(): void }

/**
 * Finds chats, commands and models while typing. Focus stays in the field; the arrow keys move in the list.
 * @see https://www.w3.org/WAI/ARIA/apg/patterns/combobox/
 */
export const CommandMenu = ({ offer, modelId, onModel, onClose }: Props) => (
  <Dialog label="Command menu" placement="top" onClose={onClose}>
    {(close) => <Finder offer={offer} modelId={modelId} onModel={onModel} close={close} />}
  </Dialog>
)

type FinderProps = Omit<Props, 'onClose'> & { close(): void }

const Finder = ({ offer, modelId, onModel, close }: FinderProps) => {
  const [query, setQuery] = useState('')
  const [chosen, setChosen] = useState<string>()
  const found = useFoundChats(query)
  const offered = useCommands()
  const id = useId()

  const groups: MenuGroup[] = [
    { title: 'Commands', items: commandItems(offered, query) },
    { title: 'Models', items: modelItems({ models: offer.models, modelId, onModel }, query) },
    { title: query.trim() === '' ? 'Recent chats' : 'Chats', items: chatItems(found.chats, goTo) },
  ].filter(({ items }) => items.length > 0)
  const items = groups.flatMap((group) => group.items)
  const active = items.find((item) => item.id === chosen) ?? items[0]

  const run = (item: MenuItem | undefined) => {
    if (!item) return
    // First, so that focus is back on the page when the command moves it.
    close()
    item.run()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    if (isPressed('search', event.nativeEvent)) close()
    else if (event.key === 'Enter') run(active)
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const index = active ? items.indexOf(active) : -1
      setChosen(items.at((index + (event.key === 'ArrowDown' ? 1 : -1)) % items.length)?.id)
    } else return
    event.preventDefault()
  }
  return (
    <>
      <div className="flex h-13 flex-none items-center gap-2.5 border-line border-b pr-2.5 pl-4.5 text-ink-3 has-[input:focus-visible]:shadow-[inset_0_-2px_var(--color-accent)]">
        <Search size={17} aria-hidden />
        <input
          type="text"
          role="combobox"
          aria-label="Search chats and commands"
          aria-expanded
          aria-autocomplete="list"
          aria-controls={`${id}list`}
          aria-activedescendant={active && toOptionId(id, active)}
          placeholder="Search chats and commands"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          enterKeyHint="go"
          maxLength={200}
          value={query}
          // The field is all that can have the focus, and the line under it says so. Below 16 px, iOS zooms into it.
          className="h-full min-w-0 flex-1 bg-transparent text-ink text-md placeholder:text-ink-3 placeholder:opacity-100 focus-visible:outline-none coarse:text-lg"
          onChange={(event) => {
            setQuery(event.currentTarget.value)
            setChosen(undefined)
          }}
          onKeyDown={onKeyDown}
        />
        <IconButton label="Close" aria-keyshortcuts="Escape" onClick={close}>
          <X size={16} aria-hidden />
        </IconButton>
      </div>
      <div
        id={`${id}list`}
        role="listbox"
        aria-label="Chats and commands"
        className="scroll-thin min-h-0 flex-1 scroll-p-2 overflow-y-auto overscroll-contain px-2 pt-1 pb-2 empty:flex-none empty:p-0"
      >
        {groups.map(({ title, items: groupItems }) => (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset is no part of a listbox
          <div key={title} role="group" aria-label={title}>
            <p aria-hidden className="px-2.5 pt-2.5 pb-1 font-medium text-ink-3 text-xs">
              {title}
            </p>
            {groupItems.map((item) => (
              <Option
                key={item.id}
                id={toOptionId(id, item)}
                item={item}
                isActive={item === active}
                onHover={() => setChosen(item.id)}
                onRun={() => run(item)}
              />
            ))}
          </div>
        ))}
      </div>
      <p role="status" className={items.length === 0 || found.state === 'failed' ? 'p-4.5 text-ink-2 wrap-anywhere' : 'sr-only'}>
        {formatResult(items.length, found, query)}
      </p>
    </>
  )
}

type OptionProps = { id: string; item: MenuItem; isActive: boolean; onHover(): void; onRun(): void }

const Option = ({ id, item: { icon, label, keys, note }, isActive, onHover, onRun }: OptionProps) => {
  useEffect(() => {
    if (isActive) document.getElementById(id)?.scrollIntoView?.({ block: 'nearest' })
  }, [isActive, id])
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the field, which names the active option
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's
    <div
      id={id}
      role="option"
      aria-selected={isActive}
      className="flex min-h-9 cursor-pointer items-center gap-2.5 rounded-sm px-2.5 py-1.5 aria-selected:bg-fill coarse:min-h-11 [&>svg]:size-4 [&>svg]:text-ink-3 aria-selected:[&>svg]:text-ink"
      onPointerMove={onHover}
      onClick={onRun}
    >
      {icon}
      <span className="min-w-0 flex-1 truncate" data-slot="menu-label" dir="auto">
        {label}
      </span>
      {note !== undefined && <span className="flex-none text-ink-3 text-xs">{note}</span>}
      {keys !== undefined && (
        <span aria-hidden className="max-sm:hidden">
          <Kbd keys={keys} />
        </span>
      )}
    </div>
  )
}

/** An id of the app's own has no blanks; those of models are made by whoever configured them. */
const toOptionId = (prefix: string, item: MenuItem): string => `${prefix}${encodeURIComponent(item.id)}`

const formatResult = (count: number, { state, chats }: FoundChats, query: string): string => {
  if (state === 'failed') return 'Chats could not be searched. Commands still work.'
  if (state === 'searching') return count === 0 ? 'Searching chats…' : ''
  if (count === 0) return `No results for “${query.trim()}”.`
  if (query.trim() === '') return ''
  return chats.length === 1 ? '1 chat found.' : `${chats.length} chats found.`
}
