import type { ReactNode } from 'react'
import { CopyButton } from '@/components/ui/copy-button'
import { toPretty } from '@/lib/run-view/call-args'
import { ArgTokens } from './arg-tokens'

type Props = {
  argsText: string
  writing?: boolean
  /** What can be done about them. */
  action?: ReactNode
}

/** The arguments in full, as JSON; while they are being written they grow here too. */
export const ArgsView = ({ argsText, writing = false, action }: Props) => {
  const { tokens, missing } = toPretty(argsText)
  return (
    <div>
      <div className="body-label">
        Arguments
        {action}
        {!writing && argsText !== '' && <CopyButton text={argsText} of="arguments" />}
      </div>
      <div className="out">
        <ArgTokens tokens={tokens} />
        {writing && <span className="caret" data-slot="caret" aria-hidden="true" />}
        {missing && <span data-k="mark">{missing}</span>}
        {tokens.length === 0 && !writing && <span data-k="mark">None</span>}
      </div>
    </div>
  )
}
