import { ArgTokens } from './arg-tokens'
import { CopyButton } from './copy-button'
import { toPretty } from './parse-args'

/** The arguments in full, as JSON; while they are being written they grow here too. */
export const ArgsView = ({ argsText, writing = false }: { argsText: string; writing?: boolean }) => {
  const { tokens, missing } = toPretty(argsText)
  return (
    <div>
      <div className="body-label">
        Arguments
        {!writing && argsText !== '' && <CopyButton text={argsText} of="arguments" />}
      </div>
      <div className="out">
        <ArgTokens tokens={tokens} />
        {writing && <span className="caret" aria-hidden="true" />}
        {missing && <span data-k="mark">{missing}</span>}
        {tokens.length === 0 && !writing && <span data-k="mark">None</span>}
      </div>
    </div>
  )
}
