import { cookies, headers } from 'next/headers'
import type { ReactNode } from 'react'
import { ChatShell } from '@/components/chat/chat-shell'
import { hiddenSidebar, modelCookie, sidebarCookie } from '@/components/ui/device-cookie'
import { pathHeader } from '@/lib/server/http/path-header'
import { getShellData } from '@/lib/server/page-data'

/**
 * The sidebar, which stays as it is from one chat to the next, and a chat beside it. Drawn for each request: its scripts carry that
 * request's nonce. What this device has chosen is read here, so that the first paint is right without a script.
 */
export default async function ChatLayout({ children }: { children: ReactNode }) {
  const asked = await headers()
  const [data, chosen] = await Promise.all([getShellData(asked), cookies()])
  return (
    <ChatShell
      path={asked.get(pathHeader) ?? '/'}
      keptModelId={chosen.get(modelCookie)?.value || undefined}
      isSidebarHidden={chosen.get(sidebarCookie)?.value === hiddenSidebar}
      {...data}
    >
      {children}
    </ChatShell>
  )
}
