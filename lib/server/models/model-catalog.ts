import { discover } from '@/lib/agent/models/discover'
import { toModelLabel } from '@/lib/agent/models/label'
import { askForModels, readModelList } from '@/lib/agent/models/list-models'
import { openAiBaseUrl } from '@/lib/agent/models/openai-models'
import type { ModelChoice } from '@/lib/agent/models/provider'
import { readImageSupport, toImageSupport } from '@/lib/agent/models/sees-images'
import type { Env } from '@/lib/server/env'

/** A connection on this machine is refused at once where nobody listens, so this is cheap enough for each page. */
const discoverAgainMs = 5000
const listAgainMs = 10 * 60_000
/** A provider that did not list its models is asked again sooner. */
const retryListMs = 60_000
const listPatienceMs = 10_000

export type CatalogEnv = Pick<
  Env,
  'provider' | 'models' | 'defaultModelId' | 'listsModels' | 'discoverPorts' | 'openaiApiKey' | 'openaiBaseUrl' | 'openaiHeaders'
>

/** The models that everybody may choose from: those of the environment, with those that its provider lists, and those found on this machine. */
export class ModelCatalog {
  readonly #env: CatalogEnv
  readonly #fetch: typeof globalThis.fetch
  readonly #now: () => number
  #found: ModelChoice[] = []
  #listed: ModelChoice[] = []
  /** Which models see, as the provider lists them. */
  #imageSupport: ReadonlyMap<string, boolean> = new Map()
  #discoverAt = 0
  #listAt = 0
  #discovering: Promise<void> | undefined
  #listing: Promise<void> | undefined

  constructor(
    env: CatalogEnv,
    { fetch = globalThis.fetch, now = Date.now }: { fetch?: typeof globalThis.fetch; now?: () => number } = {},
  ) {
    this.#env = env
    this.#fetch = fetch
    this.#now = now
  }

  /**
   * The models, the one first that answers unless another is chosen. Servers on this machine are looked for again, for half a second at
   * most; the list of a provider far away is not waited for unless `isWanted` says that a model is missing. Never rejects.
   */
  async read(isWanted: (models: ModelChoice[]) => boolean = () => true): Promise<ModelChoice[]> {
    await this.#discover()
    const listing = this.#list()
    if (!isWanted(this.#all())) await listing
    return this.#all()
  }

  /** What is found on this machine goes before the demo model, which stays to be chosen. */
  #all(): ModelChoice[] {
    const { models } = this.#env
    if (this.#env.provider === 'demo') return [...this.#found, ...models]
    return [...models, ...this.#listed].map((model) => ({ ...model, ...toImageSupport(this.#imageSupport.get(model.id)) }))
  }

  #discover(): Promise<void> {
    const { discoverPorts } = this.#env
    if (discoverPorts.length === 0 || this.#now() < this.#discoverAt) return this.#discovering ?? Promise.resolve()
    this.#discoverAt = this.#now() + discoverAgainMs
    this.#discovering = discover(discoverPorts, this.#fetch).then((found) => {
      this.#found = found
      this.#discovering = undefined
    })
    return this.#discovering
  }

  #list(): Promise<void> {
    if (!this.#env.listsModels || this.#now() < this.#listAt) return this.#listing ?? Promise.resolve()
    this.#listAt = this.#now() + listAgainMs
    this.#listing = this.#readList().then((listed) => {
      if (listed) this.#listed = listed
      else this.#listAt = this.#now() + retryListMs
      this.#listing = undefined
    })
    return this.#listing
  }

  async #readList(): Promise<ModelChoice[] | undefined> {
    const { provider, models } = this.#env
    const means = { fetch: this.#fetch, signal: AbortSignal.timeout(listPatienceMs) }
    const answer = await askForModels({ openaiBaseUrl: openAiBaseUrl, ...this.#env }, means).catch(() => undefined)
    if (answer?.status !== 200) return undefined
    this.#imageSupport = readImageSupport(answer.body)
    const known = new Set(models.map(({ id }) => id))
    return readModelList(answer.body, provider)
      ?.filter((id) => !known.has(id))
      .map((id) => ({ id, label: toModelLabel(provider, id), provider }))
  }
}
