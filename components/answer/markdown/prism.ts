import Prism from 'prismjs'

// The grammars register with a global `Prism`, and by itself Prism would colour the whole page. This module runs before them.
Prism.manual = true
Object.assign(globalThis, { Prism })

export { Prism }
