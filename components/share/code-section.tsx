import { Check, Copy } from 'lucide-react'
import { useEffect, useId, useState } from 'react'
import { useCopy } from '@/components/ui/use-copy'
import type { AgentDescription } from '@/lib/protocol/agent-description'
import { toAguiScript, toCurl, toLangchainScript } from '@/lib/run-view/run-code'
import type { RunView } from '@/lib/run-view/run-view'

const kinds = { curl: 'curl', agui: '@ag-ui/client', langchain: 'LangChain.js' } as const
type Kind = keyof typeof kinds

/** The same question as code: with what, the code itself, and a button that copies it. */
export const RunCode = ({ run, question }: { run: RunView; question: string }) => {
  const id = useId()
  const [kind, setKind] = useState<Kind>('curl')
  const { agent, hasFailed } = useAgent(kind === 'langchain')
  const { state, copy } = useCopy()
  const of = { origin: location.origin, question: run.question ?? question, modelId: run.model.id }
  const code = toCode(kind, of, agent)
  return (
    <section aria-labelledby={id}>
      <h3 id={id}>The code of this run</h3>
      <div className="share-row">
        <fieldset className="share-kinds">
          <legend className="sr-only" data-slot="visually-hidden">
            With
          </legend>
          {Object.entries(kinds).map(([name, label]) => (
            <label key={name}>
              <input type="radio" name={id} checked={kind === name} onChange={() => setKind(name as Kind)} />
              {label}
            </label>
          ))}
        </fieldset>
        <button type="button" className="btn" aria-disabled={code === undefined || undefined} onClick={() => code && copy(code)}>
          {state === 'copied' ? <Check aria-hidden /> : <Copy aria-hidden />}
          {state === 'copied' ? 'Copied' : 'Copy code'}
        </button>
        <span role="status" className="copy-said">
          {state === 'refused' && 'Copying is blocked here. Select the text instead.'}
        </span>
      </div>
      {hasFailed ? (
        <p role="alert" className="share-failure">
          The server could not be reached. Try again in a moment.
        </p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
        <section className="share-code" tabIndex={0} aria-label="Code">
          <pre>{code ?? ' '}</pre>
        </section>
      )}
    </section>
  )
}

const toCode = (kind: Kind, of: Parameters<typeof toCurl>[0], agent: AgentDescription | undefined): string | undefined => {
  switch (kind) {
    case 'curl':
      return toCurl(of)
    case 'agui':
      return toAguiScript(of)
    case 'langchain':
      return agent && toLangchainScript(of, agent)
  }
}

/** What the model is told, read when it is wanted first. */
const useAgent = (isWanted: boolean): { agent: AgentDescription | undefined; hasFailed: boolean } => {
  const [agent, setAgent] = useState<AgentDescription>()
  const [hasFailed, setHasFailed] = useState(false)
  useEffect(() => {
    if (!isWanted || agent) return
    const left = new AbortController()
    setHasFailed(false)
    readAgent(left.signal).then(setAgent, () => left.signal.aborted || setHasFailed(true))
    return () => left.abort()
  }, [isWanted, agent])
  return { agent, hasFailed: isWanted && hasFailed }
}

const readAgent = async (signal: AbortSignal): Promise<AgentDescription> => {
  const response = await fetch('/api/agent', { signal })
  if (!response.ok) throw new Error(`The server answered with ${response.status}`)
  const { custom, tools } = await response.json()
  return { system: custom.unfold.system, tools: tools.items }
}
