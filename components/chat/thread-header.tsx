import { SquarePen } from 'lucide-react'
import { memo, type ReactNode } from 'react'
import { ariaKeys } from '@/components/context/commands'
import { Brand } from '@/components/sidebar/page-link'
import { cn } from '@/components/ui/cn'
import { IconButton } from '@/components/ui/icon-button'
import { PageHeader, PageTitle, ThemeToggle } from '@/components/ui/page-frame'

type Props = {
  /** The thread's title; without one this is the header of the empty screen. */
  title?: string | undefined
  /** The way to the conversations, where they are not beside the page. */
  menu: ReactNode
  onNewChat(): void
  /** The badge of the run, and what can be done with the thread. */
  children?: ReactNode
  /** The button of the run details. */
  details?: ReactNode
}

/** Where the sidebar stands beside the page, it has the same. */
const besideSidebar = cn('lg:in-data-[sidebar=shown]:hidden')

/** The title, what the run does, the run details, the theme; where the sidebar is not shown also the way to it, home and to a new chat. */
export const ThreadHeader = ({ title, menu, onNewChat, children, details }: Props) => (
  <PageHeader isLined={title !== undefined}>
    {menu}
    {title === undefined ? (
      <div className={cn('max-lg:hidden', besideSidebar)}>
        <Brand onHome={onNewChat} />
      </div>
    ) : (
      <PageTitle title={title} />
    )}
    <span className="flex-1" />
    {children}
    {title !== undefined && <NewChatButton onNewChat={onNewChat} />}
    {details}
    <ThemeToggle />
  </PageHeader>
)

/** The words of an answer change nothing here, as in the other buttons of the header. */
const NewChatButton = memo(({ onNewChat }: Pick<Props, 'onNewChat'>) => (
  <IconButton label="New chat" className={besideSidebar} aria-keyshortcuts={ariaKeys('new-chat')} onClick={onNewChat}>
    <SquarePen size={16} aria-hidden />
  </IconButton>
))
