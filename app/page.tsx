import { connection } from 'next/server'
import { ChatScreen } from '@/components/chat/chat-screen'
import { getChatPageData } from '@/lib/server/page-data'
import { isSidebarHidden } from './sidebar'

/** The empty screen. Drawn for each request: its scripts carry that request's nonce. */
export default async function HomePage() {
  await connection()
  return <ChatScreen path="/" isSidebarHidden={await isSidebarHidden()} {...(await getChatPageData())} />
}
