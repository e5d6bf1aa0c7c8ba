import { execFileSync } from 'node:child_process'
import { statSync } from 'node:fs'

/** A place for the database whose room can be taken and given back. */
export type Disk = { fill(): void; free(): void }

const works = (command: string, args: string[]): boolean => {
  try {
    execFileSync(command, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** `prlimit` is on Linux. */
export const canLimitFiles = works('prlimit', ['--version'])

/** Lets no file of a process grow beyond the size that one has now: a write that would is refused, as over a quota. */
export const limitedFiles = (pid: number, path: string): Disk => {
  const limit = (soft: string) => execFileSync('prlimit', ['--pid', String(pid), `--fsize=${soft}:`])
  return { fill: () => limit(String(statSync(path).size)), free: () => limit('unlimited') }
}
