import { apiFetch } from '@/lib/client/api/api-fetch'
import type { Ms, RunId } from '@/lib/protocol/event'
import type { FollowUps } from '@/lib/protocol/follow-ups'
import type { RunView } from '@/lib/run-view/state'

/** After this long the server does not look for them any more. */
const patienceMs: Ms = 3_600_000

const asked = new Map<RunId, Promise<FollowUps>>()
const found = new Map<RunId, string[]>()

/** The questions to go on with after a run, as far as they are known here. */
export const knownFollowUps = ({ runId, followUps }: RunView): string[] | undefined => followUps ?? found.get(runId)

/** Whether there may be some that nobody has asked for: after an answer that has just ended. */
export const mayHaveFollowUps = (run: RunView, now: Ms): boolean =>
  run.state.name === 'done' && run.answer !== undefined && run.answer.text !== '' && now - run.lastEventAt < patienceMs

/** Asks the server once for each run. It never rejects: where something goes wrong, there are none. */
export const fetchFollowUps = (runId: RunId): Promise<FollowUps> => {
  const going = asked.get(runId) ?? ask(runId)
  asked.set(runId, going)
  return going
}

const ask = async (runId: RunId): Promise<FollowUps> => {
  try {
    const response = await apiFetch(`/api/runs/${encodeURIComponent(runId)}/follow-ups`, { method: 'POST' })
    if (!response.ok) return none
    const answer = (await response.json()) as FollowUps
    found.set(runId, answer.followUps)
    return answer
  } catch {
    return none
  }
}

const none: FollowUps = { followUps: [] }
