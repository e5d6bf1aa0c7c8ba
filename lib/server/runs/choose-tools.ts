import type { ModelChoice } from '@/lib/agent/models/provider'
import type { Tool } from '@/lib/agent/tools/define-tool'
import { createDocumentTools, type DocumentShelf } from '@/lib/agent/tools/documents'
import { updatePlan } from '@/lib/agent/tools/update-plan'
import type { RunMode } from '@/lib/protocol/run-mode'
import type { Services } from '@/lib/server/service-types'

/** What a model is given to work with. */
export const chooseTools = (
  { provider }: Pick<ModelChoice, 'provider'>,
  { tools, demoTools }: Services,
  { mode, shelf }: { mode?: RunMode | undefined; shelf?: DocumentShelf | undefined } = {},
): Tool[] => [
  ...(mode === 'thorough' ? [updatePlan] : []),
  ...(shelf ? createDocumentTools(shelf) : []),
  ...(provider === 'demo' ? demoTools : tools),
]

/** The mode of a run. The demo model works by rules and has one mode only. */
export const chooseMode = ({ provider }: Pick<ModelChoice, 'provider'>, asked: RunMode | undefined): RunMode | undefined =>
  provider === 'demo' ? undefined : asked
