import { execFileSync } from 'node:child_process'
import { closeSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'

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

const ownMounts = ['--mount', ...(process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'])]
const mounted = (folder: string, command: string[]): string[] => [
  ...ownMounts,
  'sh',
  '-c',
  'mount -t tmpfs -o size=3m,mode=700 tmpfs "$0" && exec "$@"',
  folder,
  ...command,
]

/** A process can be given a disk of its own, as root or by a name space of users. */
export const canMount = (folder: string): boolean => works('unshare', mounted(folder, ['true']))

/** The command that runs another one with a disk of 3 MB at a folder. */
export const onSmallDisk = (folder: string, command: string[]): string[] => ['unshare', ...mounted(folder, command)]

/** That disk, from outside of the process that has it. */
export const smallDisk = (pid: number, folder: string): Disk => {
  const ballast = join(`/proc/${pid}/root`, folder, 'ballast')
  return {
    fill() {
      const file = openSync(ballast, 'w')
      try {
        for (const block = Buffer.alloc(4096, 1); ; ) writeSync(file, block)
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
      } finally {
        closeSync(file)
      }
    },
    free: () => rmSync(ballast),
  }
}
