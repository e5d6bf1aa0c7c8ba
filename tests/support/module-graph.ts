import { existsSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')

/** The modules and style sheets of ours that come with a module: what it imports, and what those import; types are not loaded. */
export const loadedWith = (path: string): Set<string> => {
  const loaded = new Set([path])
  // A set may grow while it is walked.
  for (const module of loaded)
    for (const [, imported = ''] of sourceOf(module).matchAll(
      /^(?:import|export) (?!type\b)(?:(?:(?!\bfrom\b)[^;'"])* from )?'([^']+)'/gm,
    ))
      addFile(loaded, module, imported)
  return loaded
}

/** The modules that these load later, by `import()`. */
export const loadedLater = (modules: Iterable<string>): Set<string> => {
  const later = new Set<string>()
  for (const module of modules)
    for (const [, imported = ''] of sourceOf(module).matchAll(/\bimport\('([^']+)'\)/g)) addFile(later, module, imported)
  return later
}

export const sourceOf = (path: string): string => (path.endsWith('.css') ? '' : readFileSync(`${root}/${path}`, 'utf8'))

function addFile(files: Set<string>, from: string, imported: string): void {
  if (!/^(@\/|\.)/.test(imported)) return
  const base = resolve(root, imported.startsWith('.') ? `${dirname(from)}/${imported}` : imported.slice(2))
  const path = ['', '.ts', '.tsx'].map((ending) => base + ending).find((file) => /\.(tsx?|css)$/.test(file) && existsSync(file))
  if (path) files.add(path.slice(root.length + 1))
}
