import type { ReactNode } from 'react'
import { CopyButton } from '@/components/ui/copy-button'
import { toPretty } from '@/lib/run-view/call-args'
import { JsonTokens, JsonWord } from './json-tokens'
import { Output, StepPart } from './step-part'

type Props = {
  argsText: string
  writing?: boolean
  /** A button at the end of the line of their name. */
  action?: ReactNode
}

/** The arguments in full, as JSON; while they are being written they grow here too. */
export const ArgsView = ({ argsText, writing = false, action }: Props) => {
  const { tokens, missing } = toPretty(argsText)
  const actions = (
    <>
      {action}
      {!writing && argsText !== '' && <CopyButton text={argsText} of="arguments" />}
    </>
  )
  return (
    <StepPart label="Arguments" actions={actions}>
      <Output>
        <JsonTokens tokens={tokens} />
        {writing && <span className="caret" data-slot="caret" aria-hidden />}
        {missing && <JsonWord kind="mark">{missing}</JsonWord>}
        {tokens.length === 0 && !writing && <JsonWord kind="mark">None</JsonWord>}
      </Output>
    </StepPart>
  )
}
