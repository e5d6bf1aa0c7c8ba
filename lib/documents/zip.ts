import { type Entry, fromBuffer, type ZipFile } from 'yauzl'
import { Refusal } from './refusal'

const maxEntries = 5000
const maxBytes = 64 * 1024 * 1024

/** An entry of a zip, before anything of it is unpacked. */
export type ZipEntry = { name: string; size: number; isEncrypted: boolean }

/**
 * The entries of a zip. What `isNeeded` says is unpacked and counted, so that whoever reads it next is given no more than 64 MiB,
 * whatever the file says of itself. Throws a `Refusal` for one that is damaged or would unpack to more.
 */
export async function checkZip(bytes: Uint8Array, isNeeded: (name: string) => boolean): Promise<ZipEntry[]> {
  const zip = await open(bytes)
  const entries: ZipEntry[] = []
  let total = 0
  await new Promise<void>((resolve, reject) => {
    const fail = (error: unknown) => reject(error instanceof Refusal ? error : new Refusal(damaged, { cause: error }))
    zip.on('error', fail)
    zip.on('end', resolve)
    zip.on('entry', (entry: Entry) => {
      entries.push({ name: entry.fileName, size: entry.uncompressedSize, isEncrypted: entry.isEncrypted() })
      if (entries.length > maxEntries) return fail(new Refusal(tooMuch))
      if (!isNeeded(entry.fileName) || entry.isEncrypted()) return zip.readEntry()
      total += entry.uncompressedSize
      if (total > maxBytes) return fail(new Refusal(tooMuch))
      // It ends with an error where there is more, or less, than was said.
      zip.openReadStream(entry, (error, stream) => {
        if (error) return fail(error)
        stream.on('error', fail)
        stream.on('end', () => zip.readEntry())
        stream.resume()
      })
    })
    zip.readEntry()
  })
  return entries
}

const open = (bytes: Uint8Array): Promise<ZipFile> =>
  new Promise((resolve, reject) => {
    fromBuffer(Buffer.from(bytes), { lazyEntries: true }, (error, zip) => {
      if (error) reject(new Refusal(damaged, { cause: error }))
      else resolve(zip)
    })
  })

const damaged = 'This file is damaged and could not be read.'
const tooMuch = 'This file would unpack to more than can be read here.'
