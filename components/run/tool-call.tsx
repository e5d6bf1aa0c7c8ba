import { Fragment, memo } from 'react'
import { ArgTokens } from './arg-tokens'
import { type ArgToken, parseArgs, shortenArgs, tailOfArgs } from './parse-args'

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
  const { args, missing } = parseArgs(argsText)
  const shown = writing ? tailOfArgs(args, maxTailChars) : shortenArgs(args, roomForArgs(name, result))
  return (
    <code id={id} className="call" data-writing={writing || undefined}>
      <span className="call-text">
        <b>{name}</b>
        <span className="call-args">
          (<ArgList args={shown} />
          {writing && <span className="caret" aria-hidden="true" />}
          {missing}
          {writing && ')'}
        </span>
      </span>
      {!writing && (
        <span className="call-end">
          )
          {result !== undefined && (
            <>
              <span className="call-equals">=</span>
              <span className="call-result">{result}</span>
            </>
          )}
        </span>
      )}
    </code>
  )
})

const ArgList = ({ args }: { args: ArgToken[][] }) =>
  args.map((tokens, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: arguments only come at the end, so an argument's place is what it is
    <Fragment key={index}>
      {index > 0 && ', '}
      <ArgTokens tokens={tokens} />
    </Fragment>
  ))

/** Two lines of the widest row, and some. */
const maxTailChars = 240
/** What fits on one line of a row beside its bar and clock. */
const maxLineChars = 54

const roomForArgs = (name: string, result = ''): number => Math.max(12, maxLineChars - name.length - result.length)
