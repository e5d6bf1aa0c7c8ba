import { useState } from 'react'

/** Text of any length: the first 112 px with a fade, the rest on request. */
export const LongText = ({ text }: { text: string }) => {
  const [all, setAll] = useState(false)
  const cut = !all && (text.length > maxChars || text.split('\n', maxLines + 1).length > maxLines)
  return (
    <div className="out" data-cut={cut || undefined}>
      {cut ? text.slice(0, maxChars * 4) : text}
      {cut && (
        <button type="button" className="more-button" onClick={() => setAll(true)}>
          Show all
        </button>
      )}
    </div>
  )
}

/** About what 112 px hold. Counted, not measured, since a folded box has no height. */
const maxChars = 380
const maxLines = 5
