'use client'

import ErrorPage from '@/app/error'
import { useShell } from '@/components/chat/chat-shell'
import { PageFrame, PageHeader } from '@/components/ui/page-frame'

/** Where drawing a chat fails, the conversations stay where they are, and the button that opens them on a phone. */
export default function ChatErrorPage(props: Parameters<typeof ErrorPage>[0]) {
  const { menu } = useShell()
  return (
    <PageFrame>
      <PageHeader>{menu}</PageHeader>
      <ErrorPage {...props} />
    </PageFrame>
  )
}
