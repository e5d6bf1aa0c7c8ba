import type { MessageId, RunId, ThreadId } from '@/lib/protocol/event'

type Choice = { threadId: ThreadId; messageId: MessageId; runId: RunId; baseUrl: string; fetch: typeof fetch }

/**
 * Tells the server which version of an answer is shown, so that it is shown again elsewhere and later questions are asked
 * with it. Nobody waits for this, and a failure is passed over: the choice holds on this screen all the same.
 */
export const keepChoice = ({ threadId, messageId, runId, baseUrl, fetch }: Choice): void => {
  fetch(`${baseUrl}/api/threads/${encodeURIComponent(threadId)}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ chosen: { messageId, runId } }),
    keepalive: true,
  }).catch(() => undefined)
}
