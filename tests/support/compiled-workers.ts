import { dirname, resolve } from 'node:path'
import { compileScript } from './compile-script.ts'

/** A plugin of Vite: a worker is a file of TypeScript, which the bundler of the app makes one that Node can run. Here it is compiled. */
export const compiledWorkers = {
  name: 'compiled-workers',
  enforce: 'pre' as const,
  transform(this: { addWatchFile(file: string): void }, code: string, importer: string): string {
    return code.replace(/new Worker\(new URL\('(\S+\.ts)', import\.meta\.url\)/g, (_call, worker: string) => {
      const { path, sources } = compileScript(resolve(dirname(importer), worker))
      // A change of any of them compiles the worker anew, in a run that goes on.
      for (const source of sources) this.addWatchFile(source)
      return `new Worker(${JSON.stringify(path)}`
    })
  },
}
