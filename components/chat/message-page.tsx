import type { ReactNode } from 'react'
import { ThreadHeader } from './thread-header'

/** A page that says one thing, in the frame of the app. */
export const MessagePage = ({ children }: { children: ReactNode }) => (
  <div className="chat">
    <ThreadHeader />
    <main>{children}</main>
  </div>
)
