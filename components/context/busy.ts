import { createContext, useContext } from 'react'
import type { RunId } from '@/lib/protocol/event'

/** True while a run of this chat goes: no other can be started then. */
export const BusyContext = createContext(false)

/** The run that a person has stopped, until it ends. */
export const StoppingContext = createContext<RunId | undefined>(undefined)

/** What a button that starts a run is given: it stays where it is while it cannot, keeps its focus, and says why. */
export const useStartButton = (start: () => void) => {
  const isBusy = useContext(BusyContext)
  return {
    'aria-disabled': isBusy || undefined,
    title: isBusy ? waitWords : undefined,
    onClick: () => {
      if (!isBusy) start()
    },
  }
}

export const waitWords = 'Wait until this run has finished.'
