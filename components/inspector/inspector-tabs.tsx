import { type KeyboardEvent, useEffect, useRef } from 'react'
import type { DetailsTab } from './use-inspector'

const tabs: { id: DetailsTab; name: string }[] = [
  { id: 'timeline', name: 'Timeline' },
  { id: 'sources', name: 'Sources' },
  { id: 'events', name: 'Events' },
]

export const tabIdOf = (tab: DetailsTab): string => `details-tab-${tab}`
export const panelIdOf = (tab: DetailsTab): string => `details-panel-${tab}`

type Props = { tab: DetailsTab; takesFocus: boolean; onTab(tab: DetailsTab): void }

/** Arrow keys go from one tab to the next and show it. */
export const DetailsTabs = ({ tab, takesFocus, onTab }: Props) => {
  const list = useRef<HTMLDivElement>(null)
  // Only when the details open; later the focus is the person's.
  const takes = useRef(takesFocus)
  useEffect(() => {
    if (takes.current) list.current?.querySelector<HTMLElement>('[aria-selected=true]')?.focus()
  }, [])

  const onKeyDown = (event: KeyboardEvent) => {
    const here = tabs.findIndex(({ id }) => id === tab)
    const next = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: tabs.length - 1 }[event.key]
    const to = next === undefined ? undefined : tabs.at(next % tabs.length)
    if (!to) return
    event.preventDefault()
    onTab(to.id)
    document.getElementById(tabIdOf(to.id))?.focus()
  }
  return (
    <div ref={list} className="details-tabs" role="tablist" aria-label="Run details" onKeyDown={onKeyDown}>
      {tabs.map(({ id, name }) => (
        <button
          key={id}
          type="button"
          role="tab"
          id={tabIdOf(id)}
          aria-selected={id === tab}
          aria-controls={id === tab ? panelIdOf(id) : undefined}
          tabIndex={id === tab ? 0 : -1}
          onClick={() => onTab(id)}
        >
          {name}
        </button>
      ))}
    </div>
  )
}
