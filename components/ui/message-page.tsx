import type { ReactNode } from 'react'
import { BrandMark, BrandName, brandLink } from './brand-mark'
import { PageFrame, PageHeader, PageMain } from './page-frame'

/**
 * A page that says one thing, in the frame of the app. Nothing here needs a script of its own: Next loads the pages for
 * errors together with each other page, so whatever they import is weight on the chat.
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
