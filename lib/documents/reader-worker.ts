import { parentPort, workerData } from 'node:worker_threads'
import type { WantedText } from './choose-passages'
import { type ReadDocument, readDocument } from './read-document'
import { type PageText, readPage } from './read-page'
import { Refusal } from './refusal'
import type { GivenFile } from './types/file-type'

/** What is to be read, and what was read. The worker reads one thing and ends; `ready` says that it has begun. */
export type ReadJob = { name: 'document'; file: GivenFile } | { name: 'page'; file: GivenFile; wanted: WantedText }
export type Read = { document: ReadDocument; page: PageText }
export type WorkerReply = 'ready' | { read: Read[ReadJob['name']] } | { refused: Pick<Refusal, 'message' | 'ofPage'> }

const toReply = async (job: ReadJob): Promise<WorkerReply> => {
  try {
    return { read: job.name === 'page' ? await readPage(job.file, job.wanted) : await readDocument(job.file) }
  } catch (error) {
    if (error instanceof Refusal) return { refused: { message: error.message, ofPage: error.ofPage } }
    throw error
  }
}

const say = (reply: WorkerReply) => parentPort?.postMessage(reply)
say('ready')
say(await toReply(workerData))
