import { afterAll } from 'vitest'
import { documentsContract } from './documents-contract'
import { leasesContract } from './leases-contract'
import { runsContract } from './runs-contract'
import { sharesContract } from './shares-contract'
import { closeStores, stores } from './stores'
import { threadsContract } from './threads-contract'
import { vectorsContract } from './vectors-contract'

for (const [name, open] of stores) {
  runsContract(name, open)
  leasesContract(name, open)
  threadsContract(name, open)
  sharesContract(name, open)
  documentsContract(name, open)
  vectorsContract(name, open)
}

afterAll(closeStores)
