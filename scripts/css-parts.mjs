import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import tailwindcss from '@tailwindcss/postcss'

/**
 * Tailwind as a PostCSS plugin, for a style sheet that is loaded in parts: first what every page needs, the rest with the code that needs
 * it. A part is written as the whole sheet up to there, so it imports the part before it; `@without './index.css'` takes out what that one
 * holds.
 *
 * Tailwind sorts utilities so that those with a variant (`hover:`, `max-sm:`) come after those without. In parts, what is loaded later comes
 * later, so the variants get a layer of their own above the others. What is left to authors is checked by tests/design/css-parts.test.ts:
 * the classes of one element do not set the same property from two parts.
 */
export default () => ({
  postcssPlugin: 'tailwind-in-parts',
  async Once(root, { result, postcss }) {
    const { from } = result.opts
    const compile = async (css, path) => {
      const whole = await postcss([tailwind]).process(css, { from: path })
      result.messages.push(...whole.messages)
      return whole.root
    }
    const without = root.nodes.find(({ name }) => name === 'without')?.remove()
    await compile(root, from)
    if (without) {
      const path = resolve(dirname(from), without.params.slice(1, -1))
      subtract(root, [await compile(readFileSync(path, 'utf8'), path)])
    }
    raiseVariants(root)
  },
})

/** The styles are not minified here, where rules with equal declarations would be joined: the build does that at the end. */
const tailwind = tailwindcss({ optimize: false })

/** Takes out of a node what others hold in the same place. Which layers there are, and in which order, each part says. */
function subtract(node, others) {
  const known = others.flatMap(({ nodes = [] }) => nodes)
  const texts = new Set(known.map(textOf))
  for (const child of [...node.nodes]) {
    if (child.name === 'layer' && !child.nodes) continue
    if (texts.has(textOf(child))) child.remove()
    else if (child.nodes) {
      const alike = known.filter((other) => headOf(other) === headOf(child))
      if (alike.length > 0) subtract(child, alike)
      if (child.nodes.length === 0) child.remove()
    }
  }
}

const textOf = (node) => node.toString().replace(/\s+/g, ' ')
const headOf = ({ selector, name, params }) => selector ?? `@${name} ${params}`

function raiseVariants(root) {
  root.walkAtRules('layer', (utilities) => {
    if (utilities.params !== 'utilities' || !utilities.nodes) return
    const withVariant = utilities.nodes.filter(hasVariant)
    if (withVariant.length === 0) return
    const variants = utilities.clone({ params: 'variants' }).removeAll()
    utilities.after(variants.append(withVariant))
  })
}

/** `.hover\:flex:hover` has one; `.\[clip-path\:circle\(\)\]` has none, nor has `@media print { .caret { … } }`. */
const hasVariant = (node) =>
  node.type === 'atrule' ? node.nodes.some(hasVariant) : node.selector.replace(/\\\[.*?\\\]|\\\(.*?\\\)/g, '').includes('\\:')
