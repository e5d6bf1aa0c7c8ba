import { type ComponentProps, type KeyboardEvent, useEffect, useRef } from 'react'

type ListProps<Value extends string> = {
  /** The same for the tabs and for their panel: they find each other by it. */
  id: string
  label: string
  tabs: { value: Value; label: string }[]
  /** The tab whose panel is shown. */
  value: Value
  /** The tab that is shown takes the focus when the list appears. */
  takesFocus?: boolean
  onChange(value: Value): void
}

/**
 * A few panels of which one is shown. The arrow keys, Home and End go from one tab to the next and show its panel.
 * @see https://www.w3.org/WAI/ARIA/apg/patterns/tabs/
 */
export const TabList = <Value extends string>({ id, label, tabs, value, takesFocus, onChange }: ListProps<Value>) => {
  const list = useRef<HTMLDivElement>(null)
  // Only at first; later the focus is where the person put it.
  const takesFocusAtFirst = useRef(takesFocus)
  useEffect(() => {
    if (takesFocusAtFirst.current) list.current?.querySelector<HTMLElement>('[aria-selected=true]')?.focus()
  }, [])

  const onKeyDown = (event: KeyboardEvent) => {
    const here = tabs.findIndex((tab) => tab.value === value)
    const next = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: tabs.length - 1 }[event.key]
    const tab = next === undefined ? undefined : tabs.at(next % tabs.length)
    if (!tab) return
    event.preventDefault()
    onChange(tab.value)
    document.getElementById(toTabId(id, tab.value))?.focus()
  }
  return (
    <div ref={list} className="flex gap-0.5" role="tablist" aria-label={label} onKeyDown={onKeyDown}>
      {tabs.map((tab) => {
        const isShown = tab.value === value
        return (
          <button
            key={tab.value}
            type="button"
            role="tab"
            id={toTabId(id, tab.value)}
            aria-selected={isShown}
            aria-controls={isShown ? toPanelId(id, tab.value) : undefined}
            tabIndex={isShown ? 0 : -1}
            className="min-h-7.5 rounded-sm px-2.5 font-medium text-ink-2 text-sm hover:text-ink aria-selected:bg-fill aria-selected:text-ink focus-visible:-outline-offset-2 coarse:min-h-10"
            onClick={() => onChange(tab.value)}
          >
            {tab.label}
          </button>
        )
      })}
    </div>
  )
}

type PanelProps = ComponentProps<'div'> & {
  id: string
  /** The tab that it belongs to. */
  value: string
}

/** What the chosen tab of the `TabList` with the same id shows. */
export const TabPanel = ({ id, value, ...props }: PanelProps) => (
  <div role="tabpanel" id={toPanelId(id, value)} aria-labelledby={toTabId(id, value)} {...props} />
)

const toTabId = (id: string, value: string): string => `${id}-tab-${value}`
const toPanelId = (id: string, value: string): string => `${id}-panel-${value}`
