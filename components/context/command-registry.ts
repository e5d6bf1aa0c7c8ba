import { useEffect, useRef, useSyncExternalStore } from 'react'

/** What the command menu can do because a part of the page that is on screen now offers it. */
export type CommandName = 'new-chat' | 'open-run' | 'copy-answer' | 'details' | 'share' | 'stop' | 'rename' | 'delete' | 'sidebar'

/** Offers a command for as long as the component is on screen; `undefined` while it makes no sense. */
export const useCommand = (name: CommandName, run: (() => void) | undefined): void => {
  const current = useRef(run)
  useEffect(() => {
    current.current = run
  })
  const isOffered = run !== undefined
  useEffect(() => (isOffered ? offer(name, () => current.current?.()) : undefined), [name, isOffered])
}

export const useCommands = (): ReadonlyMap<CommandName, () => void> => useSyncExternalStore(subscribe, current, current)

let offered: ReadonlyMap<CommandName, () => void> = new Map()
const readers = new Set<() => void>()

const current = () => offered

const offer = (name: CommandName, run: () => void): (() => void) => {
  tell(new Map(offered).set(name, run))
  return () => {
    // The next one who offers it may have come before this one went.
    if (offered.get(name) === run) tell(new Map([...offered].filter(([other]) => other !== name)))
  }
}

const tell = (next: ReadonlyMap<CommandName, () => void>): void => {
  offered = next
  for (const onChange of readers) onChange()
}

const subscribe = (onChange: () => void): (() => void) => {
  readers.add(onChange)
  return () => readers.delete(onChange)
}
