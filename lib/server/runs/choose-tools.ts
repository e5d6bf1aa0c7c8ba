import type { ModelChoice } from '@/lib/agent/models/provider'
import type { Tool } from '@/lib/agent/tools/define-tool'
import type { Services } from '@/lib/server/service-types'

/** What a model is given to work with. */
export const chooseTools = ({ provider }: Pick<ModelChoice, 'provider'>, { tools, demoTools }: Services): Tool[] =>
  provider === 'demo' ? demoTools : tools
