import { lazyPart } from '@/components/ui/lazy-part'
import type { FileOpenerProps } from './file-opener'

const opener = lazyPart(() => import('./file-opener').then(({ FileOpener }) => FileOpener))

/** Loads the file opener after the page. */
export const LazyFileOpener = (props: FileOpenerProps) => {
  const lazyOpener = opener.usePart()
  return lazyOpener.name === 'loaded' ? <lazyOpener.Part {...props} /> : null
}
