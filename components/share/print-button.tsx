import { Printer } from 'lucide-react'
import { useEffect, useEffectEvent, useState } from 'react'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { formatCount } from '@/lib/run-view/format-run'
import type { EarlierQuestions, Shareable } from './shareable'

type Props = { what: Extract<Shareable, { kind: 'thread' }>; earlier: EarlierQuestions | undefined; onPrint(): void }

/** More than this is more than a browser lays out on paper; the paper says that there are others. */
const maxPrinted = 1000

/** Prints a conversation, once the questions that are not on the page yet have come. */
export const PrintButton = ({ what: { turns, earlier: count }, earlier, onPrint }: Props) => {
  const [isWanted, setWanted] = useState(false)
  const isWhole = count === 0 || turns.length >= maxPrinted || earlier === undefined
  const state = earlier?.state
  const go = useEffectEvent(() => {
    if (!isWhole) return earlier.onLoad()
    setWanted(false)
    onPrint()
  })
  // Page after page: the number of those that are left changes with each.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it goes on when another page is there
  useEffect(() => {
    if (isWanted && state === undefined) go()
  }, [isWanted, state, count])

  const hasFailed = isWanted && state === 'failed'
  const isLoading = isWanted && !hasFailed
  const press = () => {
    setWanted(true)
    if (hasFailed) earlier?.onLoad()
  }
  return (
    <>
      <Button aria-disabled={isLoading || undefined} onClick={isLoading ? undefined : press}>
        <Printer aria-hidden />
        {hasFailed ? 'Try to print again' : 'Print'}
      </Button>
      {hasFailed && <Button onClick={onPrint}>Print without them</Button>}
      <p role="status" className={cn('text-sm', hasFailed ? 'text-danger' : 'text-ink-2')}>
        {isLoading && count > 0 && `${formatCount(count, question)} to load before it prints.`}
        {hasFailed && `${formatCount(count, question)} could not be loaded.`}
      </p>
    </>
  )
}

const question = ['earlier question', 'earlier questions'] as const
