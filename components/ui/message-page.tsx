import type { ReactNode } from 'react'
import { productName } from '@/lib/protocol/brand'
import { BrandMark } from './brand-mark'

/**
 * A page that says one thing, in the frame of the app. Nothing here needs a script of its own: Next loads the pages for
 * errors together with each other page, so whatever they import is weight on the chat.
 */
export const MessagePage = ({ children }: { children: ReactNode }) => (
  <div className="chat">
    <header className="top">
      <a href="/" className="brand">
        <BrandMark />
        <b>{productName}</b>
      </a>
    </header>
    <main>{children}</main>
  </div>
)
