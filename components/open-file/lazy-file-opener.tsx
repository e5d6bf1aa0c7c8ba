import { lazyPart } from '@/components/ui/lazy-part'
import type { FileOpenerProps } from './file-opener'

const opener = lazyPart(() => import('./file-opener').then(({ FileOpener }) => FileOpener))

/** Fetched after the page is there; until then nothing is opened. */
export const LazyFileOpener = (props: FileOpenerProps) => {
  const late = opener.usePart()
  return late.name === 'here' ? <late.Part {...props} /> : null
}
