import { createLatePart } from '@/components/ui/lazy-part'
import type { AnnouncerProps } from './announcer'

const announcer = createLatePart<AnnouncerProps>(() => import('./announcer').then(({ Announcer }) => Announcer))

/** The live regions are fetched after the page is there, long before there is anything to say. */
export const LateAnnouncer = (props: AnnouncerProps) => {
  const late = announcer.usePart()
  return late.name === 'here' ? <late.Part {...props} /> : null
}
