import { Menu, PanelLeft } from 'lucide-react'
import { useModifierKey } from '@/components/chat/use-modifier-key'
import { sidebarButtonId, sidebarId } from './use-sidebar'

/** In the header, where the sidebar is not beside the page. */
export const SidebarButton = ({ isOver, onShow }: { isOver: boolean; onShow(): void }) => {
  const modifier = useModifierKey()
  return (
    <button
      type="button"
      id={sidebarButtonId}
      className="ib away"
      aria-label="Show conversations"
      aria-expanded={isOver}
      aria-controls={sidebarId}
      aria-keyshortcuts="Control+B Meta+B"
      title={`Show conversations, ${modifier === '⌘' ? '⌘B' : 'Ctrl B'}`}
      onClick={onShow}
    >
      <Menu size={18} className="narrow" aria-hidden />
      <PanelLeft size={16} className="wide" aria-hidden />
    </button>
  )
}
