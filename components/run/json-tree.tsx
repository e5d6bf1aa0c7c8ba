import { cn } from '@/components/ui/cn'
import { JsonWord } from './json-tokens'
import type { JsonNode } from './result-shape'

/** A JSON document to be opened piece by piece; two levels are open. Numbers have all their digits. */
export const JsonTree = ({ node, name, level = 0 }: { node: JsonNode; name?: string; level?: number }) => {
  const label = name !== undefined && (
    <>
      <JsonWord kind="key">{name}</JsonWord>
      <JsonWord kind="mark">: </JsonWord>
    </>
  )
  if (node.kind !== 'array' && node.kind !== 'object') {
    return (
      <div className={cn(level > 0 && 'pl-3.5')}>
        {label}
        <JsonWord kind={node.kind}>{node.kind === 'string' ? JSON.stringify(node.text) : node.text}</JsonWord>
      </div>
    )
  }
  const children: [string, JsonNode][] =
    node.kind === 'object' ? node.entries : node.items.map((item, index) => [String(index), item])
  const [open, close] = node.kind === 'object' ? '{}' : '[]'
  if (children.length === 0) {
    return (
      <div className={cn(level > 0 && 'pl-3.5')}>
        {label}
        <JsonWord kind="mark">{`${open}${close}`}</JsonWord>
      </div>
    )
  }
  return (
    <details open={level < openLevels}>
      <summary className="marker:text-ink-3">
        {label}
        <JsonWord kind="mark">{`${open} ${children.length} ${close}`}</JsonWord>
      </summary>
      <div className="pl-4">
        {children.map(([key, child]) => (
          <JsonTree key={key} node={child} name={key} level={level + 1} />
        ))}
      </div>
    </details>
  )
}

const openLevels = 2
