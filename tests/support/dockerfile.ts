/** A Dockerfile as far as ours goes: stages of instructions, without comments, with continued lines as one. */
export type Instruction = { name: string; args: string }
export type Stage = { from: string; name: string | undefined; instructions: Instruction[] }

export function parseDockerfile(text: string): Stage[] {
  const lines = text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '')
  const stages: Stage[] = []
  for (const line of lines) {
    const [, name = '', args = ''] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? []
    if (name === '') throw new Error(`Not an instruction: ${line}`)
    if (name === 'FROM') {
      const [, from = '', as] = /^(\S+)(?:\s+AS\s+(\S+))?$/.exec(args) ?? []
      stages.push({ from, name: as, instructions: [] })
    } else stages.at(-1)?.instructions.push({ name, args })
  }
  return stages
}

export const argsOf = ({ instructions }: Stage, name: string): string[] =>
  instructions.filter((each) => each.name === name).map(({ args }) => args)

/** `COPY --from=build a b ./` */
export function parseCopy(args: string): { from: string | undefined; sources: string[]; to: string } {
  const words = args.split(/\s+/)
  const from = words.find((word) => word.startsWith('--from='))?.slice('--from='.length)
  const paths = words.filter((word) => !word.startsWith('--'))
  return { from, sources: paths.slice(0, -1), to: paths.at(-1) ?? '' }
}

export const envOf = (stage: Stage): Record<string, string> =>
  Object.fromEntries(
    argsOf(stage, 'ENV')
      .flatMap((args) => args.split(/\s+/))
      .map((pair): [string, string] => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  )

/** The words of `["node", "server.js"]`, with or without `CMD` before them; a command in words would run in a shell. */
export function commandOf(args: string): string[] {
  const json: unknown = JSON.parse(args.slice(args.indexOf('[')))
  if (Array.isArray(json) && json.every((word) => typeof word === 'string')) return json
  throw new Error(`Not a command without a shell: ${args}`)
}

/** Whether `.dockerignore` keeps a path of the repository out of the image: the last line that fits decides, `!` lets in. */
export function createIgnore(text: string): (path: string) => boolean {
  const rules = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ keepsOut: !line.startsWith('!'), pattern: toPattern(line.replace(/^!/, '')) }))
  return (path) => rules.findLast(({ pattern }) => pattern.test(path))?.keepsOut ?? false
}

/** A name at the top, or a folder above the path. */
const toPattern = (line: string) => new RegExp(`^${line.replaceAll('.', '\\.').replaceAll('*', '[^/]*')}(/|$)`)
