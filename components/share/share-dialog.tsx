import { useEffect, useId, useState } from 'react'
import { CopyTextButton } from '@/components/ui/copy-button'
import { Dialog, DialogHeader, DialogRow, DialogSection, DialogText } from '@/components/ui/dialog'
import { areChatsKeptInBrowser } from '@/lib/client/api/api-fetch'
import type { EarlierQuestions, Shareable } from '@/lib/client/chat/shareable'
import type { AgentDescription } from '@/lib/protocol/agent-description'
import { toAguiScript, toCurl, toLangchainScript } from '@/lib/run-view/run-code'
import type { RunView } from '@/lib/run-view/state'
import { ExportSection } from './export-section'
import { LinkSection } from './link-section'

type Props = { what: Shareable; earlier: EarlierQuestions | undefined; onClose(): void }

/** Shares a chat or one answer by a public link, exports it, and shows it as code. */
export const ShareDialog = ({ what, earlier, onClose }: Props) => {
  // The server has no chats that a link could lead to.
  const hasLinks = !areChatsKeptInBrowser()
  const title = `${hasLinks ? 'Share' : 'Export'} this ${what.kind === 'run' ? 'answer' : 'chat'}`
  return (
    <Dialog label={title} onClose={onClose}>
      {(close) => (
        <>
          <DialogHeader title={title} close={close} />
          {hasLinks && <LinkSection what={what} />}
          <ExportSection
            what={what}
            earlier={earlier}
            onPrint={() => {
              close()
              print()
            }}
          />
          {what.kind === 'run' && <CodeSection run={what.run} question={what.question} />}
        </>
      )}
    </Dialog>
  )
}

const kinds = { curl: 'curl', agui: '@ag-ui/client', langchain: 'LangChain.js' } as const
type Kind = keyof typeof kinds

/** The question as code for one of several clients, with a button that copies it. */
export const CodeSection = ({ run, question }: { run: RunView; question: string }) => {
  const name = useId()
  const [kind, setKind] = useState<Kind>('curl')
  const { agent, hasFailed } = useAgent(kind === 'langchain')
  const of = { origin: location.origin, question: run.question ?? question, modelId: run.model.id, mode: run.mode }
  const code = toCode(kind, of, agent)
  return (
    <DialogSection title="Code for this run">
      <DialogRow>
        <fieldset className="flex flex-1 flex-wrap gap-x-3.5 gap-y-1 text-sm max-sm:basis-full">
          <legend className="sr-only" data-slot="visually-hidden">
            With
          </legend>
          {Object.entries(kinds).map(([value, label]) => (
            <label key={value} className="inline-flex min-h-8 cursor-pointer items-center gap-1.5 coarse:min-h-10">
              <input
                type="radio"
                name={name}
                checked={kind === value}
                className="size-4 accent-ink"
                onChange={() => setKind(value as Kind)}
              />
              {label}
            </label>
          ))}
        </fieldset>
        <CopyTextButton text={code} label="Copy code" refusal="Copying is blocked here. Select the text instead." />
      </DialogRow>
      {hasFailed ? (
        <DialogText isProblem>The server could not be reached. Try again in a moment.</DialogText>
      ) : (
        <section
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
          tabIndex={0}
          aria-label="Code"
          className="scroll-thin max-h-55 w-full overflow-auto rounded-md bg-sunken px-3 py-2.5 text-xs leading-[1.55] tracking-mono -outline-offset-2"
        >
          <pre>{code ?? ' '}</pre>
        </section>
      )}
    </DialogSection>
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

/** The system prompt and the tools of the agent, read when they are first needed. */
const useAgent = (isNeeded: boolean): { agent: AgentDescription | undefined; hasFailed: boolean } => {
  const [agent, setAgent] = useState<AgentDescription>()
  const [hasFailed, setHasFailed] = useState(false)
  useEffect(() => {
    if (!isNeeded || agent) return
    const controller = new AbortController()
    setHasFailed(false)
    readAgent(controller.signal).then(setAgent, () => controller.signal.aborted || setHasFailed(true))
    return () => controller.abort()
  }, [isNeeded, agent])
  return { agent, hasFailed: isNeeded && hasFailed }
}

const readAgent = async (signal: AbortSignal): Promise<AgentDescription> => {
  const response = await fetch('/api/agent', { signal })
  if (!response.ok) throw new Error(`The server answered with ${response.status}`)
  const { custom, tools } = await response.json()
  return { system: custom.unfold.system, tools: tools.items }
}
