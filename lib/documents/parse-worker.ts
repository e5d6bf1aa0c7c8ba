import { parentPort, workerData } from 'node:worker_threads'
import { type GivenFile, type ReadDocument, readDocument } from './read-document'
import { Refusal } from './refusal'

/** What the worker says when it is done: it reads one file, and ends. */
export type WorkerReply = { document: ReadDocument } | { refused: string }

const toReply = async (file: GivenFile): Promise<WorkerReply> => {
  try {
    return { document: await readDocument(file) }
  } catch (error) {
    if (error instanceof Refusal) return { refused: error.message }
    throw error
  }
}

parentPort?.postMessage(await toReply(workerData))
