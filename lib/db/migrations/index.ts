import type { Migration } from 'kysely'
import type { DialectName } from '@/lib/db/dialect'
import { first } from './001-first'
import { shares } from './002-shares'
import { changedCalls } from './003-changed-calls'
import { countedHeartbeats } from './004-counted-heartbeats'
import { branchPoint } from './005-branch-point'
import { followUps } from './007-follow-ups'
import { documents } from './008-documents'
import { askedWith } from './009-asked-with'
import { passageVectors } from './010-passage-vectors'
import { searchWords } from './011-search-words'

/**
 * The migrations by name, in the order in which they run. A migration that has landed is never changed: what is to be different
 * is a new one.
 */
export const migrationsFor = (dialect: DialectName): Record<string, Migration> => ({
  '001-first': first(dialect),
  '002-shares': shares,
  '003-changed-calls': changedCalls,
  '004-counted-heartbeats': countedHeartbeats,
  '005-branch-point': branchPoint(dialect),
  '007-follow-ups': followUps,
  '008-documents': documents(dialect),
  '009-asked-with': askedWith,
  '010-passage-vectors': passageVectors(dialect),
  '011-search-words': searchWords,
})
