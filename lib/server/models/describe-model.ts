import { discover } from '@/lib/agent/models/discover'
import { probe } from '@/lib/agent/models/probe'
import type { Env } from '@/lib/server/env'

/** What answers, in one line. A server that was found is not asked anything: it would load a model that nobody may want. */
export async function describeModel(settings: Env): Promise<string> {
  const [first, ...others] = await discover(settings.discoverPorts)
  if (!first?.reach?.openaiBaseUrl)
    return probe({ ...settings, provider: settings.models[0]?.provider ?? settings.provider }, globalThis.fetch)
  const where = new URL(first.reach.openaiBaseUrl).host
  const more = others.length === 0 ? '' : ` and ${others.length} more to choose from`
  return `Model: ${first.label}, found on this machine at ${where}${more}. DISCOVER=off leaves such servers alone.`
}
