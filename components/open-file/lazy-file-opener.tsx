import { useEffect, useState } from 'react'
import { type Dropped, holdsFile, readDropped } from '@/components/context/chat-files'
import { useCommand } from '@/components/context/command-registry'
import { lazyPart } from '@/components/ui/lazy-part'
import { Toast } from '@/components/ui/status'
import type { FileOpenerProps } from './file-opener'

const opener = lazyPart(() => import('./file-opener').then(({ FileOpener }) => FileOpener))

/**
 * Loads the file opener after the page. What is dropped before it is there waits for it: by itself the browser would open the file in
 * place of the page. So does the command that asks for a file.
 */
export const LazyFileOpener = (props: Omit<FileOpenerProps, 'early'>) => {
  const lazyOpener = opener.usePart()
  const isLoaded = lazyOpener.name === 'loaded'
  const [early, setEarly] = useState<Dropped | 'choose'>()
  useCommand('open-run', isLoaded ? undefined : () => setEarly('choose'))
  useEffect(() => {
    if (isLoaded) return
    const listeners = new AbortController()
    const { signal } = listeners
    addEventListener('dragover', (event) => holdsFile(event) && event.preventDefault(), { signal })
    addEventListener(
      'drop',
      (event) => {
        if (!holdsFile(event)) return
        event.preventDefault()
        setEarly(readDropped(event))
        void opener.preload()
      },
      { signal },
    )
    return () => listeners.abort()
  }, [isLoaded])
  if (lazyOpener.name === 'loaded') return <lazyOpener.Part {...props} early={early} />
  return lazyOpener.name === 'failed' && early ? (
    <Toast onDismiss={() => setEarly(undefined)}>This could not be loaded. It will open when you are online again.</Toast>
  ) : null
}
