import { useEffect, useRef, useSyncExternalStore } from 'react'
import { arePressed, type CommandId, commandIds, commands, isSingleKey } from './commands'
import { readSettings } from './settings'

/** Offers a command, in the menu and by its keys, for as long as the component is on screen; `undefined` while it makes no sense. */
export const useCommand = (id: CommandId, run: (() => void) | undefined): void => {
  const current = useRef(run)
  useEffect(() => {
    current.current = run
  })
  const isOffered = run !== undefined
  useEffect(() => (isOffered ? offer(id, () => current.current?.()) : undefined), [id, isOffered])
}

/** What can be done now. */
export const useCommands = (): ReadonlyMap<CommandId, () => void> => useSyncExternalStore(subscribe, current, current)

let offered: ReadonlyMap<CommandId, () => void> = new Map()
const readers = new Set<() => void>()

const current = () => offered

const offer = (id: CommandId, run: () => void): (() => void) => {
  // Once, however often it is added.
  addEventListener('keydown', onKeyDown)
  setOffered(new Map(offered).set(id, run))
  return () => {
    // The next one who offers it may have come before this one went.
    if (offered.get(id) === run) setOffered(new Map([...offered].filter(([other]) => other !== id)))
  }
}

const setOffered = (next: ReadonlyMap<CommandId, () => void>): void => {
  offered = next
  for (const onChange of readers) onChange()
}

const subscribe = (onChange: () => void): (() => void) => {
  readers.add(onChange)
  return () => readers.delete(onChange)
}

/** What is open above the page handles its own `Esc` first and prevents the default; under an open dialog the page rests. */
const onKeyDown = (event: KeyboardEvent): void => {
  if (event.defaultPrevented || event.isComposing || event.keyCode === 229 || document.querySelector('dialog[open]')) return
  const areSinglesOff = isField(event.target) || !readSettings().letterKeys
  const id = commandIds.find((each) => {
    const { keys } = commands[each]
    return keys && offered.has(each) && arePressed(keys, event) && !(areSinglesOff && isSingleKey(keys))
  })
  if (!id) return
  event.preventDefault()
  offered.get(id)?.()
}

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.closest('input, textarea, select') !== null)
