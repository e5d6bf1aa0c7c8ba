import { type RefObject, useCallback, useEffect, useRef, useState } from 'react'
import { useCommand } from '@/components/context/command-registry'
import { toAppError } from '@/lib/protocol/error'
import type { OpenedFile } from './open-run-file'

export type OpenFile = {
  file: OpenedFile | undefined
  /** A file is held over the page. */
  isOver: boolean
  /** A sentence about a file that could not be opened. */
  failure: string | undefined
  /** Where the browser asks for a file. */
  input: RefObject<HTMLInputElement | null>
  onChosen(file: File): void
  onClose(): void
  onDismiss(): void
}

/** The file that is open: one that was dropped on the page, or chosen by the command "Open a saved run". */
export const useOpenFile = (): OpenFile => {
  const [file, setFile] = useState<OpenedFile>()
  const [failure, setFailure] = useState<string>()
  const [isOver, setIsOver] = useState(false)
  /** The newest file; an older one that is still being read is not shown any more. */
  const asked = useRef<File>(undefined)

  const open = useCallback((chosen: File) => {
    asked.current = chosen
    setFailure(undefined)
    const isWanted = () => asked.current === chosen
    // What checks each line of it is fetched with the first file.
    import('./open-run-file')
      .then(({ openRunFile }) => openRunFile(chosen))
      .then(
        (opened) => isWanted() && setFile(opened),
        (error: unknown) => isWanted() && setFailure(toFailureWords(chosen.name, toAppError(error).message)),
      )
  }, [])

  useEffect(() => {
    const listening = new AbortController()
    const { signal } = listening
    addEventListener(
      'dragover',
      (event) => {
        if (!holdsFile(event)) return
        event.preventDefault()
        setIsOver(true)
      },
      { signal },
    )
    // Between two elements of the page there is always one that it is over.
    addEventListener('dragleave', ({ relatedTarget }) => relatedTarget === null && setIsOver(false), { signal })
    addEventListener(
      'drop',
      (event) => {
        setIsOver(false)
        if (!holdsFile(event)) return
        event.preventDefault()
        const [first] = event.dataTransfer?.files ?? []
        if (first) open(first)
      },
      { signal },
    )
    return () => listening.abort()
  }, [open])

  const input = useRef<HTMLInputElement>(null)
  useCommand('open-run', () => input.current?.click())
  const onClose = useCallback(() => {
    asked.current = undefined
    setFile(undefined)
    setFailure(undefined)
  }, [])
  const onDismiss = useCallback(() => setFailure(undefined), [])
  return { file, isOver, failure, input, onChosen: open, onClose, onDismiss }
}

/** Somebody who dropped a picture, a document or a whole conversation is told what can be opened. */
const toFailureWords = (name: string, message: string): string => {
  const isOfRun = /\.(jsonl|ndjson)$/i.test(name) && !message.startsWith('Line 1 ')
  return `${name} could not be opened. ${message}${isOfRun ? '' : ` ${whatCan}`}`
}

const whatCan = 'What can be opened here is a saved run: the file that “JSON Lines” makes, under Share answer.'

const holdsFile = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes('Files') ?? false
