/** The entries of the code that is loaded with the first run, so that the browser fetches them as one file. */
export { toThreadView } from '@/lib/run-view/fold-runs'
export { withInheritedSteps } from '@/lib/run-view/inherited-steps'
export { addEarlier, renewThread } from '@/lib/run-view/renew-thread'
export { toNewVersion } from './new-version'
export { RunReader } from './run-reader'
