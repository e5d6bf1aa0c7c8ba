import type { MessageId } from '@/lib/protocol/event'

/** The element a turn is found by when it is scrolled to. */
export const toTurnElementId = (turnId: MessageId): string => `turn-${turnId}`
