import type { ComponentProps } from 'react'

/** A button among the words of a sentence. It is large enough for a finger, in a line that stays as high as any other. */
export const TextButton = (props: ComponentProps<'button'>) => (
  <button
    type="button"
    {...props}
    className="-my-1 px-0.5 py-1 font-medium text-ink-2 underline underline-offset-3 hover:text-ink"
  />
)
