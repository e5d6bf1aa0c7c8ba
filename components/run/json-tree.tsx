import type { JsonNode } from './result-shape'

/** A JSON document to be opened piece by piece; two levels are open. Numbers have all their digits. */
export const JsonTree = ({ node, name, level = 0 }: { node: JsonNode; name?: string; level?: number }) => {
  const label = name !== undefined && (
    <>
      <span data-k="key">{name}</span>
      <span data-k="mark">: </span>
    </>
  )
  if (node.kind !== 'array' && node.kind !== 'object') {
    return (
      <div className="tree-leaf">
        {label}
        <JsonLeaf node={node} />
      </div>
    )
  }
  const children: [string, JsonNode][] =
    node.kind === 'object' ? node.entries : node.items.map((item, index) => [String(index), item])
  const [open, close] = node.kind === 'object' ? '{}' : '[]'
  if (children.length === 0) {
    return (
      <div className="tree-leaf">
        {label}
        <span data-k="mark">{`${open}${close}`}</span>
      </div>
    )
  }
  return (
    <details className="tree" open={level < openLevels}>
      <summary>
        {label}
        <span data-k="mark">{`${open} ${children.length} ${close}`}</span>
      </summary>
      <div className="tree-children">
        {children.map(([key, child]) => (
          <JsonTree key={key} node={child} name={key} level={level + 1} />
        ))}
      </div>
    </details>
  )
}

/** One value without brackets, in its colour. */
export const JsonLeaf = ({ node }: { node: JsonNode }) =>
  node.kind === 'array' || node.kind === 'object' ? null : (
    <span data-k={node.kind}>{node.kind === 'string' ? JSON.stringify(node.text) : node.text}</span>
  )

const openLevels = 2
