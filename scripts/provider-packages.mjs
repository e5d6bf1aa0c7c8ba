import { existsSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * What of `node_modules` the providers of LangChain need that the project depends on (`npm install @langchain/anthropic`), as
 * patterns for Next's file tracing. They are loaded by name when a model of theirs is first asked, which no tracer can follow.
 * Without any such package there is nothing to add.
 * @param {string} root The folder of package.json.
 * @returns {string[]}
 */
export function providerFiles(root) {
  const { dependencies = {} } = readManifest(root)
  const providers = Object.keys(dependencies).filter((name) => name.startsWith('@langchain/') && !ours.has(name))
  if (providers.length === 0) return []
  const folders = new Set()
  for (const name of [...providers, '@langchain/core', '@langchain/openai']) addPackage(root, name, folders)
  // Of LangChain itself only what finds the provider: its agents would bring LangGraph along.
  const found = [...folders].map((folder) => `./${folder}/**`)
  return [...found, './node_modules/langchain/package.json', './node_modules/langchain/dist/{chat_models,_virtual}/**/*.js']
}

/** Bundled with the app. */
const ours = new Set(['@langchain/core', '@langchain/openai', '@langchain/textsplitters'])

/**
 * Adds a package's folder and those of all that it needs, from where it stands: the nearest `node_modules` first, as Node does.
 * Paths are put together with `/`, which every system takes: in a pattern, Windows' own would not separate.
 * @param {string} from Where it is asked for.
 * @param {string} name
 * @param {Set<string>} folders Relative to the project.
 * @param {string} root
 */
function addPackage(from, name, folders, root = from) {
  for (let at = from; ; at = dirname(at)) {
    const folder = `${at}/node_modules/${name}`
    if (existsSync(`${folder}/package.json`)) {
      const relative = folder.slice(root.length + 1)
      if (folders.has(relative)) return
      folders.add(relative)
      const { dependencies = {}, peerDependencies = {} } = readManifest(folder)
      for (const needed of Object.keys({ ...dependencies, ...peerDependencies })) addPackage(folder, needed, folders, root)
      return
    }
    // Optional, or for another platform.
    if (at === root) return
  }
}

const readManifest = (folder) => JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'))
