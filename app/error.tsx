'use client'

import { useEffect } from 'react'
import { Button } from '@/components/ui/button'
import { MessagePage, MessageScreen, MessageText } from '@/components/ui/message-page'

/**
 * A bug on the way to the screen, or a part of the app that could not be fetched. The chats are on the server, so drawing
 * again usually helps.
 */
export default function ErrorPage({ error, reset }: { error: Error; reset(): void }) {
  const isUnfetched = error.name === 'ChunkLoadError' || /loading (css )?chunk|load chunk/i.test(error.message)
  useEffect(() => {
    if (!isUnfetched) return
    addEventListener('online', reset)
    return () => removeEventListener('online', reset)
  }, [isUnfetched, reset])
  return (
    <MessagePage>
      <MessageScreen
        title={isUnfetched ? 'Part of this page could not be loaded.' : 'Something went wrong on our side.'}
        action={
          <Button variant="primary" onClick={reset}>
            Try again
          </Button>
        }
      >
        <MessageText>{isUnfetched ? 'Check your connection and try again.' : 'Your chats are safe.'}</MessageText>
      </MessageScreen>
    </MessagePage>
  )
}
