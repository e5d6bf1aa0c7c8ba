/** The two entries of the code that is loaded with the first run, so that the browser fetches them as one file. */
export { toThreadView } from '@/lib/run-view/fold-runs'
export { RunReader } from './run-reader'
