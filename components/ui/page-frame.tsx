import { Moon, Sun } from 'lucide-react'
import { type AnchorHTMLAttributes, type ComponentProps, type MouseEvent, memo, type ReactNode } from 'react'
import { productName } from '@/lib/protocol/brand'
import { IconButton } from './button'
import { cn } from './cn'
import { switchTheme } from './theme'

type FrameProps = {
  /** The run details stand beside the thread where there is room for both: the text keeps its width and moves to the middle of the rest. */
  hasDetails?: boolean
  /** The header, the content below it, and panels beside or over both. */
  children: ReactNode
}

/** A page of the app: its header above, the rest of the window for what is below. On paper it is as long as what it holds. */
export const PageFrame = ({ hasDetails, children }: FrameProps) => (
  <div
    className={cn(
      'grid h-dvh grid-cols-[minmax(0,1fr)] grid-rows-[auto_minmax(0,1fr)] print:block print:h-auto',
      hasDetails && 'lg:grid-cols-[minmax(0,1fr)_376px]',
    )}
  >
    {children}
  </div>
)

/** The bar at the top of a page. `isLined` draws the line under it that a thread scrolls behind. */
export const PageHeader = ({ isLined, children }: { isLined?: boolean; children: ReactNode }) => (
  <header
    className={cn(
      'flex h-13 items-center gap-1 border-b print:h-auto print:p-0 print:pb-3',
      'pr-[max(12px,env(safe-area-inset-right))] pl-[max(14px,env(safe-area-inset-left))] lg:in-data-[sidebar=shown]:pl-5',
      'max-sm:gap-0 max-sm:pr-1.5 max-sm:pl-2',
      isLined ? 'border-line' : 'border-transparent',
    )}
  >
    {children}
  </header>
)

/** The title in a header, in one line; what stands after it is at the other end. */
export const PageTitle = ({ title }: { title: string }) => (
  <h1
    dir="auto"
    title={title}
    className="min-w-0 truncate font-medium print:overflow-visible print:text-xl print:whitespace-normal"
  >
    {title}
  </h1>
)

/** What a page holds below its header. */
export const PageMain = ({ className, ...props }: ComponentProps<'main'>) => (
  <main {...props} className={cn('flex min-h-0 min-w-0 flex-col print:block print:overflow-visible', className)} />
)

type FootProps = {
  /** It stands below a thread. Otherwise it is on the start screen: below the headline, or on a phone at the bottom. */
  isBelowThread?: boolean
  children: ReactNode
}

/** Where the message field stands, or the bar of a replay. Below a thread it fades over its end. */
export const PageFoot = ({ isBelowThread = true, children }: FootProps) => (
  <div
    className={cn(
      'relative mx-auto w-full max-w-194 flex-none px-6 print:hidden',
      'max-sm:px-2.5 max-sm:pb-[max(10px,env(safe-area-inset-bottom))]',
      isBelowThread
        ? 'pb-[max(14px,env(safe-area-inset-bottom))] before:pointer-events-none before:absolute before:inset-x-0 before:-top-7 before:h-7 before:bg-[linear-gradient(transparent,var(--color-bg))]'
        : // On a phone it stays at the bottom: what is above gives way to more lines, files and notices, and scrolls where there is no room.
          'max-sm:sticky max-sm:bottom-0 max-sm:order-1 max-sm:flex max-sm:min-h-[calc(1.5rem+34px+var(--send)+max(10px,env(safe-area-inset-bottom)))] max-sm:flex-col max-sm:justify-end max-sm:bg-bg [--send:34px] coarse:[--send:40px]',
    )}
  >
    {children}
  </div>
)

/** The look of the link to the start page, around the mark and the name. */
export const brandLink = cn('flex min-h-8 flex-none items-center gap-2.25 rounded-sm px-1.5 coarse:min-h-10')

/** The mark: three bars one after the other, as steps are; the middle one is the step in progress. */
export const BrandMark = () => (
  <svg className="size-5 flex-none" viewBox="0 0 20 20" aria-hidden="true" fill="none" strokeWidth={3} strokeLinecap="round">
    <path d="M3 4.5h7" stroke="var(--color-ink)" />
    <path d="M6.5 10h8" stroke="var(--color-accent)" />
    <path d="M12 15.5h5" stroke="var(--color-ink)" />
  </svg>
)

/** The name of the app beside its mark. */
export const BrandName = () => <b className="font-semibold text-md tracking-tight">{productName}</b>

/** Switches between light and dark. Both icons are in the page and CSS shows one, since the server does not know the system's theme. */
export const ThemeToggle = memo(() => (
  <IconButton title="Switch theme" onClick={switchTheme}>
    <span className="inline-grid dark:hidden">
      <Moon size={16} aria-hidden />
      <span className="sr-only" data-slot="visually-hidden">
        Switch to dark theme
      </span>
    </span>
    <span className="hidden dark:inline-grid">
      <Sun size={16} aria-hidden />
      <span className="sr-only" data-slot="visually-hidden">
        Switch to light theme
      </span>
    </span>
  </IconButton>
))

type PageLinkProps = AnchorHTMLAttributes<HTMLAnchorElement> & { href: string; onNavigate(): void }

/** A link that a plain click follows without loading a page; with a modifier or another button it is an ordinary link. */
export const PageLink = ({ href, onNavigate, ...props }: PageLinkProps) => {
  const onClick = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    onNavigate()
  }
  return <a {...props} href={href} onClick={onClick} />
}

/** The link to the start page: the mark and the name of the app. */
export const Brand = ({ onHome }: { onHome(): void }) => (
  <PageLink href="/" className={brandLink} onNavigate={onHome}>
    <BrandMark />
    <BrandName />
  </PageLink>
)
