import { Search, X } from 'lucide-react'
import { type KeyboardEvent, useEffect, useId, useState } from 'react'
import { goTo } from '@/components/chat/path'
import type { ModelOffer } from '@/lib/protocol/model-offer'
import { Keys } from './keys'
import { chatItems, commandItems, type MenuGroup, type MenuItem, modelItems } from './menu-items'
import { Modal } from './modal'
import { useOfferedCommands } from './offered-commands'
import { type FoundChats, useFoundChats } from './use-found-chats'

type Props = { offer: ModelOffer; modelId: string; onModel(modelId: string): void; onClose(): void }

/**
 * Conversations, commands and models, found as one writes. Focus stays in the field; the arrow keys choose in the list.
 * @see https://www.w3.org/WAI/ARIA/apg/patterns/combobox/
 */
export const CommandMenu = ({ offer, modelId, onModel, onClose }: Props) => (
  <Modal label="Command menu" className="command-menu" onClose={onClose}>
    {(close) => <Finder offer={offer} modelId={modelId} onModel={onModel} close={close} />}
  </Modal>
)

type FinderProps = Omit<Props, 'onClose'> & { close(): void }

const Finder = ({ offer, modelId, onModel, close }: FinderProps) => {
  const [query, setQuery] = useState('')
  const [chosen, setChosen] = useState<string>()
  const found = useFoundChats(query)
  const offered = useOfferedCommands()
  const id = useId()

  const groups: MenuGroup[] = [
    { title: 'Commands', items: commandItems(offered, query, offer) },
    { title: 'Answer with', items: modelItems({ models: offer.models, modelId, onModel }, query) },
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
    const isMenuKey = (event.metaKey || event.ctrlKey) && event.key.toLowerCase() === 'k'
    if (isMenuKey) close()
    else if (event.key === 'Enter') run(active)
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const index = active ? items.indexOf(active) : -1
      setChosen(items.at((index + (event.key === 'ArrowDown' ? 1 : -1)) % items.length)?.id)
    } else return
    event.preventDefault()
  }
  return (
    <>
      <div className="find-field">
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
          onChange={(event) => {
            setQuery(event.currentTarget.value)
            setChosen(undefined)
          }}
          onKeyDown={onKeyDown}
        />
        <button type="button" className="ib" aria-label="Close" aria-keyshortcuts="Escape" onClick={close}>
          <X size={16} aria-hidden />
        </button>
      </div>
      <div id={`${id}list`} role="listbox" aria-label="Chats and commands" className="menu-list">
        {groups.map(({ title, items: ofGroup }) => (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset is no part of a listbox
          <div key={title} role="group" aria-label={title}>
            <p aria-hidden>{title}</p>
            {ofGroup.map((item) => (
              <Option
                key={item.id}
                id={toOptionId(id, item)}
                item={item}
                isActive={item === active}
                onPoint={() => setChosen(item.id)}
                onRun={() => run(item)}
              />
            ))}
          </div>
        ))}
      </div>
      <p role="status" className={items.length === 0 || found.state === 'failed' ? 'menu-words' : 'sr-only'}>
        {toWords(items.length, found, query)}
      </p>
    </>
  )
}

type OptionProps = { id: string; item: MenuItem; isActive: boolean; onPoint(): void; onRun(): void }

const Option = ({ id, item: { icon, label, keys, note }, isActive, onPoint, onRun }: OptionProps) => {
  useEffect(() => {
    if (isActive) document.getElementById(id)?.scrollIntoView?.({ block: 'nearest' })
  }, [isActive, id])
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the field, which names the active option
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's
    <div id={id} role="option" aria-selected={isActive} className="menu-item" onPointerMove={onPoint} onClick={onRun}>
      {icon}
      <span className="menu-label" data-slot="menu-label" dir="auto">
        {label}
      </span>
      {note !== undefined && <span className="menu-note">{note}</span>}
      {keys !== undefined && (
        <span aria-hidden>
          <Keys keys={keys} />
        </span>
      )}
    </div>
  )
}

/** An id of the app's own has no blanks; those of models are made by whoever configured them. */
const toOptionId = (prefix: string, item: MenuItem): string => `${prefix}${encodeURIComponent(item.id)}`

const toWords = (count: number, { state, chats }: FoundChats, query: string): string => {
  if (state === 'failed') return 'Chats could not be searched. Commands still work.'
  if (state === 'searching') return count === 0 ? 'Searching chats' : ''
  if (count === 0) return `Nothing matches “${query.trim()}”.`
  if (query.trim() === '') return ''
  return chats.length === 1 ? '1 chat found.' : `${chats.length} chats found.`
}
