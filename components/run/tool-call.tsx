import { Fragment, memo } from 'react'
import { type ArgToken, shortenArgs, tailOfArgs, toCallArgs, toText } from '@/lib/run-view/call-args'
import { ArgTokens } from './arg-tokens'

type Props = {
  id?: string
  name: string
  /** JSON text, perhaps unfinished. */
  argsText: string
  /** The caret stands where the next character will come. */
  writing?: boolean
  /** Shown after `=`, never cut: the arguments shorten first. */
  result?: string | undefined
}

/** A call as one line of code, `add(x: 10, y: 10) = 20`, growing while it is written. */
export const ToolCall = memo(({ id, name, argsText, writing = false, result }: Props) => {
  const { args, missing } = toCallArgs(argsText)
  const shown = writing ? tailOfArgs(args, maxTailChars) : shortenArgs(args, roomForArgs(name, result))
  return (
    <code id={id} className="call" data-slot="call" data-writing={writing || undefined}>
      <span className="call-text">
        <b data-slot="tool-name">{name}</b>
        <span className="call-args">
          (<ArgList args={shown} whole={!writing} />
          {writing && <span className="caret" data-slot="caret" aria-hidden="true" />}
          {missing}
          {writing && ')'}
        </span>
      </span>
      {!writing && (
        <span className="call-end">
          )
          {result !== undefined && (
            <>
              <wbr />
              <span className="call-equals">=</span>
              <span className={result.length <= maxWholeChars ? 'call-result arg' : 'call-result'} data-slot="call-result">
                {result}
              </span>
            </>
          )}
        </span>
      )}
    </code>
  )
})

/** `whole`: a short argument stays on one line, so that no line ends between a name and its value. */
const ArgList = ({ args, whole }: { args: ArgToken[][]; whole: boolean }) =>
  args.map((tokens, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: arguments only come at the end, so an argument's place is what it is
    <Fragment key={index}>
      {index > 0 && ', '}
      <span className={whole && toText([tokens]).length <= maxWholeChars ? 'arg' : undefined}>
        <ArgTokens tokens={tokens} />
      </span>
    </Fragment>
  ))

/** Fits on a line of the narrowest phone. */
const maxWholeChars = 24
/** Two lines of the widest row, and some. */
const maxTailChars = 240
/** What fits on one line of a row beside its clock; the bar gives way. */
const maxLineChars = 62

const roomForArgs = (name: string, result = ''): number => Math.max(12, maxLineChars - name.length - result.length)
