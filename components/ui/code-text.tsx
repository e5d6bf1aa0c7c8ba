/** A sentence from the server, with what stands between back-ticks (files, commands, settings) shown as code. */
export const CodeText = ({ text }: { text: string }) =>
  text.split('`').map((part, place, { length }) => {
    if (place % 2 === 0) return part
    // A tick that is never closed is a tick.
    if (place === length - 1) return `\`${part}`
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: a part of a sentence is what its place is
      <code key={place} className="text-[0.92em] tracking-mono">
        {part}
      </code>
    )
  })
