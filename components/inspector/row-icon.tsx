import { Brain, Sparkle, TextAlignStart } from 'lucide-react'
import { ToolIcon } from '@/components/run/tool-icon'
import type { TimelineRow } from '@/lib/run-view/timeline'

export const RowIcon = ({ row }: { row: TimelineRow }) => {
  switch (row.kind) {
    case 'model':
      return <Sparkle size={13} aria-hidden="true" />
    case 'thinking':
      return <Brain size={13} aria-hidden="true" />
    case 'answer':
      return <TextAlignStart size={13} aria-hidden="true" />
    case 'call':
      return <ToolIcon name={row.icon ?? 'tool'} />
  }
}
