import { parentPort, workerData } from 'node:worker_threads'
import { type PageQuestion, readPage } from './read-page'

/** The worker of `read-in-worker.ts`: one page, then its end. */
const question: PageQuestion = workerData
parentPort?.postMessage('ready')
parentPort?.postMessage(await readPage(question))
