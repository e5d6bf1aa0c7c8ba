import { button } from '@/components/ui/button'
import { MessagePage, MessageScreen } from '@/components/ui/message-page'
import { noDocument } from '@/lib/protocol/ids'

/** Where a citation leads whose file was removed: the address is right, and the file is gone. */
export default function UnknownFilePage() {
  return (
    <MessagePage>
      <MessageScreen
        title={noDocument}
        action={
          <a href="/" className={button({ variant: 'primary' })}>
            New chat
          </a>
        }
      />
    </MessagePage>
  )
}
