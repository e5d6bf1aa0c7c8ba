import Prism from 'prismjs'

// The grammars speak to a global, and the core would colour the whole page by itself. This module runs before them.
Prism.manual = true
Object.assign(globalThis, { Prism })

export { Prism }
