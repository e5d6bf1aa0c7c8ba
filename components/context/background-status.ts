import { productName } from '@/lib/protocol/brand'
import { isEnded, type RunView } from '@/lib/run-view/state'

/** What the tab of a run shows while it is hidden. */
export type BackgroundStatus = 'working' | 'ready' | 'failed'

/** @param isHidden The tab is hidden, and the run was under way when that began, or began since. */
export const toBackgroundStatus = (run: RunView | undefined, isHidden: boolean): BackgroundStatus | undefined => {
  if (!run || !isHidden) return undefined
  if (!isEnded(run)) return 'working'
  switch (run.state.name) {
    case 'done':
      return 'ready'
    case 'failed':
    case 'interrupted':
      return 'failed'
    default:
      return undefined
  }
}

/**
 * The title of the document: of the thread, with what the run does in front while the tab is hidden. A thread whose title is not known yet
 * has an empty one.
 */
export const toDocumentTitle = (title: string | undefined, status: BackgroundStatus | undefined): string => {
  if (title === undefined || title === '') return productName
  return status ? `${backgroundLabels[status]} · ${title}` : `${title} · ${productName}`
}

/** The app's mark with a dot, as an address. */
export const toFavicon = (status: BackgroundStatus): string =>
  `data:image/svg+xml,${encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" fill="none" stroke-width="4.4" stroke-linecap="round"><style>path{stroke:#201e1a}.now{stroke:#2456d7}@media(prefers-color-scheme:dark){path{stroke:#eeedea}.now{stroke:#81a6fe}}</style><path d="M4.8 7.2h11.2"/><path class="now" d="M10.4 16h12.8"/><path d="M19.2 24.8h8"/><circle cx="25" cy="7" r="6.5" fill="${dots[status]}"/></svg>`,
  )}`

/** The words for each status, with a mark in front that says the same without colour. */
export const backgroundLabels: Record<BackgroundStatus, string> = {
  working: '● Working',
  ready: '✓ Answer ready',
  failed: '! Stopped on an error',
}
const dots: Record<BackgroundStatus, string> = { working: '#2f6bff', ready: '#2b9a5e', failed: '#d93a3a' }
