import { Clock3, Database, Diff, Globe, type LucideIcon, Mail, Wrench } from 'lucide-react'
import type { ToolIcon as ToolIconName } from '@/lib/protocol/event'

const icons: Record<ToolIconName, LucideIcon> = {
  sum: Diff,
  globe: Globe,
  clock: Clock3,
  database: Database,
  mail: Mail,
  tool: Wrench,
}

/** A tool's icon; of a name that a newer server sent, a plain one. */
export const ToolIcon = ({ name }: { name: ToolIconName }) => {
  const Icon = icons[name] ?? Wrench
  return <Icon size={13} aria-hidden="true" />
}
