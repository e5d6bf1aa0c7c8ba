import { render, screen } from '@testing-library/react'
import { vi } from 'vitest'
import { Composer, type ComposerProps } from '@/components/composer/composer'
import type { ThreadId } from '@/lib/protocol/event'

/** Shows the composer of a chat in which nothing is under way, but for what `more` says. Gives its props, to look at what was called. */
export const showComposer = (threadId: ThreadId, more: Partial<ComposerProps> = {}) => {
  const props: ComposerProps = {
    threadId,
    takesFiles: true,
    fileCount: 0,
    draftKey: threadId,
    isFirst: true,
    running: false,
    isStopping: false,
    queued: [],
    isOffline: false,
    isHeld: false,
    returned: undefined,
    models: [{ id: 'demo', label: 'Demo model' }],
    modelId: 'demo',
    canBringOwn: false,
    onModel: vi.fn(),
    onSend: vi.fn(),
    onStop: vi.fn(),
    onUnqueue: vi.fn(),
    onEditLast: undefined,
    ...more,
  }
  const view = render(<Composer {...props} />)
  return {
    ...props,
    rerender: (next: Partial<ComposerProps>) => view.rerender(<Composer {...props} {...next} />),
    unmount: view.unmount,
  }
}

export const field = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message' })
export const button = (name: string) => screen.getByRole<HTMLButtonElement>('button', { name })
