import { Menu, PanelLeft } from 'lucide-react'
import { IconButton } from '@/components/ui/icon-button'
import { sidebarButtonId, sidebarId } from './use-sidebar'

type Props = { isOver: boolean /** Another chat has an answer that nobody saw. */; hasNews: boolean; onShow(): void }

/** In the header, where the sidebar is not beside the page. */
export const SidebarButton = ({ isOver, hasNews, onShow }: Props) => {
  return (
    <IconButton
      id={sidebarButtonId}
      className="relative lg:in-data-[sidebar=shown]:hidden"
      aria-expanded={isOver}
      aria-controls={sidebarId}
      aria-keyshortcuts="Control+B Meta+B"
      onClick={onShow}
    >
      <Menu size={18} className="lg:hidden" aria-hidden />
      <PanelLeft size={16} className="max-lg:hidden" aria-hidden />
      <span className="sr-only" data-slot="visually-hidden">
        Show conversations{hasNews && ', new answer in another chat'}
      </span>
      {hasNews && (
        <i className="absolute top-1.25 right-1 size-1.75 rounded-full bg-accent shadow-[0_0_0_2px_var(--color-bg)] forced-colors:bg-[CanvasText]" />
      )}
    </IconButton>
  )
}
