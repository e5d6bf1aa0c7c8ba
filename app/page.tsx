import { headers } from 'next/headers'
import { connection } from 'next/server'
import { ChatScreen } from '@/components/chat/chat-screen'
import { getChatPageData } from '@/lib/server/page-data'
import { readKeptModel } from './kept-model'
import { isSidebarHidden } from './sidebar'

/** The empty screen. Drawn for each request: its scripts carry that request's nonce. */
export default async function HomePage() {
  await connection()
  const [data, keptModelId, isHidden] = await Promise.all([getChatPageData(await headers()), readKeptModel(), isSidebarHidden()])
  return <ChatScreen path="/" isSidebarHidden={isHidden} keptModelId={keptModelId} {...data} />
}
