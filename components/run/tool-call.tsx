import { Clock3, Database, Diff, FileText, Globe, ListChecks, type LucideIcon, Mail, Wrench } from 'lucide-react'
import { Fragment, memo, type ReactNode } from 'react'
import { cn } from '@/components/ui/cn'
import type { ToolIconName } from '@/lib/protocol/event'
import { type ArgToken, formatArgs, shortenArgs, tailOfArgs, toCallArgs } from '@/lib/run-view/call-args'

type Props = {
  id?: string
  name: string
  /** JSON text, perhaps unfinished. */
  argsText: string
  /** Shows a caret where the next character will come. */
  writing?: boolean
  /** It has not run: no part of it is highlighted. */
  isQuiet?: boolean
  /** Shown after `=`. It is never cut: the arguments are shortened first. */
  result?: string | undefined
}

/**
 * A call as one line of code, `add(x: 10, y: 10) = 20`. While it is written it grows to two lines at most, with its end
 * in view. On a phone it wraps.
 */
export const ToolCall = memo(({ id, name, argsText, writing = false, isQuiet = false, result }: Props) => {
  const { args, missing } = toCallArgs(argsText)
  const shown = writing ? tailOfArgs(args, maxTailChars) : shortenArgs(args, roomForArgs(name, result))
  return (
    <code
      id={id}
      data-slot="call"
      className={cn(
        'flex min-w-0 text-sm/[1.4] tracking-mono',
        isQuiet ? 'text-ink-3' : 'text-ink-2',
        writing
          ? 'max-h-[2.8em] items-end overflow-hidden whitespace-pre-wrap wrap-anywhere'
          : 'whitespace-pre max-sm:block max-sm:whitespace-pre-wrap max-sm:py-1 max-sm:wrap-anywhere',
      )}
    >
      <span className={cn('min-w-0', !writing && 'overflow-hidden text-ellipsis max-sm:overflow-visible')}>
        <b data-slot="tool-name" className={isQuiet ? 'font-normal' : 'font-medium text-ink'}>
          {name}
        </b>
        (<ArgList args={shown} isWhole={!writing} isQuiet={isQuiet} />
        {writing && <span className="caret" data-slot="caret" aria-hidden />}
        {missing}
        {writing && ')'}
      </span>
      {!writing && (
        <span className="max-w-full flex-none">
          )
          {result !== undefined && (
            <>
              <wbr />
              <span className="px-[0.25em] text-ink-3">=</span>
              <span
                className={cn('font-semibold text-ink', result.length <= maxWholeChars && 'whitespace-nowrap')}
                data-slot="call-result"
              >
                {result}
              </span>
            </>
          )}
        </span>
      )}
    </code>
  )
})

type ListProps = { args: ArgToken[][]; isWhole: boolean; isQuiet: boolean }

/** A short, complete argument is not broken over lines, so that no line ends between a name and its value. */
const ArgList = ({ args, isWhole, isQuiet }: ListProps) =>
  args.map((tokens, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: arguments only come at the end, so an argument's place is what it is
    <Fragment key={index}>
      {index > 0 && ', '}
      <span className={cn(isWhole && formatArgs([tokens]).length <= maxWholeChars && 'whitespace-nowrap')}>
        {isQuiet ? formatArgs([tokens]) : <ArgTokens tokens={tokens} />}
      </span>
    </Fragment>
  ))

/** Fits on a line of the narrowest phone. */
const maxWholeChars = 24
/** Two lines of the widest row, and some. */
const maxTailChars = 240
/** What fits on one line of a row beside its clock, where the bar shrinks. */
const maxLineChars = 62

const roomForArgs = (name: string, result = ''): number => Math.max(12, maxLineChars - name.length - result.length)

/** Keys are coloured in a frame of output and quiet in a row. */
const tokenColors: Record<ArgToken['kind'], string> = {
  key: 'text-ink-3 in-data-[slot=output]:text-syn-key',
  mark: 'text-ink-3',
  string: 'text-syn-str',
  number: 'text-syn-num',
  word: 'text-syn-num',
}

/** A token of JSON in its colour. */
export const JsonWord = ({ kind, children }: { kind: ArgToken['kind']; children: ReactNode }) => (
  <span className={tokenColors[kind]}>{children}</span>
)

/** JSON text in colours: keys quiet, strings green, numbers blue. */
export const ArgTokens = ({ tokens }: { tokens: ArgToken[] }) =>
  tokens.map((token, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: text only grows at its end, so a token's place is what it is
    <JsonWord key={index} kind={token.kind}>
      {token.text}
    </JsonWord>
  ))

const icons: Record<ToolIconName, LucideIcon> = {
  sum: Diff,
  globe: Globe,
  clock: Clock3,
  database: Database,
  mail: Mail,
  list: ListChecks,
  file: FileText,
  tool: Wrench,
}

/** The icon of a tool; a wrench for a name that this version does not know. */
export const ToolIcon = ({ name }: { name: ToolIconName }) => {
  const Icon = icons[name] ?? Wrench
  return <Icon size={13} aria-hidden="true" />
}
