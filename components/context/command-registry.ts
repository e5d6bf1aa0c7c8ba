import { useEffect, useEffectEvent, useSyncExternalStore } from 'react'
import { createStore } from '@/lib/client/store/create-store'
import { arePressed, type CommandId, commandIds, commands, isSingleKey } from './commands'
import { readSettings } from './settings'

/** Offers a command, in the menu and by its keys, for as long as the component is on screen; `undefined` while it makes no sense. */
export const useCommand = (id: CommandId, run: (() => void) | undefined): void => {
  const runLatest = useEffectEvent(() => run?.())
  const isOffered = run !== undefined
  useEffect(() => (isOffered ? offer(id, () => runLatest()) : undefined), [id, isOffered])
}

/** What runs the command now; `undefined` while nothing offers it. */
export const useOffered = (id: CommandId): (() => void) | undefined =>
  useSyncExternalStore(
    offered.subscribe,
    () => offered.getState().get(id),
    () => undefined,
  )

/** Everything that can be done now. */
export const useCommands = (): ReadonlyMap<CommandId, () => void> =>
  useSyncExternalStore(offered.subscribe, offered.getState, offered.getState)

const offered = createStore<ReadonlyMap<CommandId, () => void>>(new Map())

const offer = (id: CommandId, run: () => void): (() => void) => {
  // Once, however often it is added.
  addEventListener('keydown', onKeyDown)
  offered.setState(new Map(offered.getState()).set(id, run))
  return () => {
    const now = offered.getState()
    // The next one who offers it may have come before this one went.
    if (now.get(id) === run) offered.setState(new Map([...now].filter(([other]) => other !== id)))
  }
}

/** What is open above the page handles its own `Esc` first and prevents the default; under an open dialog the page rests. */
const onKeyDown = (event: KeyboardEvent): void => {
  // Browsers that fill in a password send a `keydown` that is no KeyboardEvent and has no key.
  if (!(event instanceof KeyboardEvent) || event.defaultPrevented || event.isComposing || event.keyCode === 229) return
  if (document.querySelector('dialog[open]')) return
  const runs = offered.getState()
  const id = commandIds.find((each) => runs.has(each) && isPressed(each, event))
  if (!id) return
  event.preventDefault()
  runs.get(id)?.()
}

/** Whether these are the keys of the command. Those that are pressed alone count outside of fields, and unless a setting turns them off. */
export const isPressed = (id: CommandId, event: KeyboardEvent): boolean => {
  const { keys } = commands[id]
  if (keys === undefined || !arePressed(keys, event)) return false
  return !isSingleKey(keys) || (readSettings().letterKeys && !isField(event.target))
}

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.closest('input, textarea, select') !== null)
