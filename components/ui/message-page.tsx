import type { ReactNode, Ref } from 'react'
import { BrandMark, BrandName, brandLink, PageFrame, PageHeader, PageMain } from './page-frame'

/**
 * A page with one message, in the frame of the app. Next loads the error pages together with every other page, so whatever
 * they import is loaded with the chat.
 */
export const MessagePage = ({ children }: { children: ReactNode }) => (
  <PageFrame>
    <PageHeader>
      <a href="/" className={brandLink}>
        <BrandMark />
        <BrandName />
      </a>
    </PageHeader>
    <PageMain>{children}</PageMain>
  </PageFrame>
)

type MessageScreenProps = {
  title: string
  /** For moving the focus to the title, where it takes the place of what had it. */
  titleRef?: Ref<HTMLHeadingElement> | undefined
  /** Sentences, each a `MessageText`. */
  children?: ReactNode
  /** What can be done: a button, or a link that looks like one. */
  action: ReactNode
}

/** One message in place of a thread, in the middle of the page. */
export const MessageScreen = ({ title, titleRef, children, action }: MessageScreenProps) => (
  <div className="mx-auto grid w-full max-w-182 flex-1 content-center justify-items-start gap-3 px-6 pt-6 pb-[12vh] max-sm:px-4">
    <h1
      ref={titleRef}
      tabIndex={titleRef ? -1 : undefined}
      className="text-balance font-semibold text-xl leading-[1.25] tracking-[-0.02em] focus:outline-hidden"
    >
      {title}
    </h1>
    {children}
    <div className="mt-2">{action}</div>
  </div>
)

/** A sentence or two under the title of a `MessageScreen`. */
export const MessageText = ({ children }: { children: ReactNode }) => (
  <p className="max-w-[52ch] text-ink-2 text-md leading-normal">{children}</p>
)
