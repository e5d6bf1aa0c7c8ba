import { Menu, PanelLeft } from 'lucide-react'
import { sidebarButtonId, sidebarId } from './use-sidebar'

type Props = { isOver: boolean /** Another chat has an answer that nobody saw. */; hasNews: boolean; onShow(): void }

/** In the header, where the sidebar is not beside the page. */
export const SidebarButton = ({ isOver, hasNews, onShow }: Props) => {
  return (
    <button
      type="button"
      id={sidebarButtonId}
      className="ib away"
      aria-expanded={isOver}
      aria-controls={sidebarId}
      aria-keyshortcuts="Control+B Meta+B"
      onClick={onShow}
    >
      <Menu size={18} className="narrow" aria-hidden />
      <PanelLeft size={16} className="wide" aria-hidden />
      <span className="sr-only" data-slot="visually-hidden">
        Show conversations{hasNews && ', new answer in another chat'}
      </span>
      {hasNews && <i className="unseen" />}
    </button>
  )
}
