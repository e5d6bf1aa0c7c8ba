/** The most a question may hold; the server refuses more (`too-large`). Bytes of UTF-8. */
export const maxQuestionBytes = 32 * 1024

const nearBytes = 28 * 1024

export type MessageSize = { fits: boolean; words?: string }

/** Whether the text may be sent, and what to say about its size once that matters. */
export const measureMessage = (text: string): MessageSize => {
  // At most three bytes come from one UTF-16 unit, so short text need not be encoded.
  if (text.length * 3 < nearBytes) return { fits: true }
  const bytes = new TextEncoder().encode(text.trim()).length
  if (bytes > maxQuestionBytes) {
    return { fits: false, words: `This message is too long (${toKib(bytes)}; the most is 32 KiB).` }
  }
  if (bytes > nearBytes) return { fits: true, words: `${toKib(maxQuestionBytes - bytes)} left of 32 KiB.` }
  return { fits: true }
}

export const toKib = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KiB`
