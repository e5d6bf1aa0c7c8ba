import { Dialog, DialogHeader } from '@/components/ui/dialog'
import { areChatsKeptInBrowser } from '@/lib/client/api/api-fetch'
import { CodeSection } from './code-section'
import { ExportSection } from './export-section'
import { LinkSection } from './link-section'
import type { EarlierQuestions, Shareable } from './shareable'

type Props = { what: Shareable; earlier: EarlierQuestions | undefined; onClose(): void }

/** Shares a chat or one answer by a public link, exports it, and shows it as code. */
export const ShareDialog = ({ what, earlier, onClose }: Props) => {
  // The server has no chats that a link could lead to.
  const hasLinks = !areChatsKeptInBrowser()
  const title = `${hasLinks ? 'Share' : 'Export'} this ${what.kind === 'run' ? 'answer' : 'chat'}`
  return (
    <Dialog label={title} onClose={onClose}>
      {(close) => (
        <>
          <DialogHeader title={title} close={close} />
          {hasLinks && <LinkSection what={what} />}
          <ExportSection
            what={what}
            earlier={earlier}
            onPrint={() => {
              close()
              print()
            }}
          />
          {what.kind === 'run' && <CodeSection run={what.run} question={what.question} />}
        </>
      )}
    </Dialog>
  )
}
