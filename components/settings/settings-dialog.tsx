import { useEffect, useState } from 'react'
import { openDialog } from '@/components/context/dialog-store'
import { changeSettings, useSettings } from '@/components/context/settings'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { Dialog, DialogFooter, DialogHeader, DialogText } from '@/components/ui/dialog'
import { Segmented } from '@/components/ui/field'
import { chooseTheme, readChosenTheme, type ThemeChoice } from '@/components/ui/theme'
import { apiFetch } from '@/lib/client/api/api-fetch'
import { writeNewChatId } from '@/lib/client/files/draft-files'
import { otherWindows } from '@/lib/client/threads/other-windows'
import { productName } from '@/lib/protocol/brand'
import type { ModelName } from '@/lib/protocol/event'
import type { Health } from '@/lib/protocol/health'
import type { ModelOffer } from '@/lib/protocol/model-offer'
import { askToNotify, canNotify, isAllowed, type NotifyRefusal } from './notifications'
import { SettingRow, SettingSwitch, settingRow } from './setting-row'

type Props = {
  offer: ModelOffer
  /** The server looks for follow-up questions; where it does not, there is nothing to choose. */
  suggestsFollowUps: boolean
  onClose(): void
}

/** Settings of this device, the visitor's own model, deleting all chats, and the status of the app. */
export const SettingsDialog = ({ offer, suggestsFollowUps, onClose }: Props) => {
  const { keepStepsOpen, wholeAnswers, letterKeys, suggestFollowUps } = useSettings()
  return (
    <Dialog label="Settings" onClose={onClose}>
      {(close) => (
        <>
          <DialogHeader title="Settings" close={close} />
          <ThemePicker />
          <SettingSwitch
            label="Keep steps open"
            words="Steps stay open when the answer starts."
            isOn={keepStepsOpen}
            onChange={(isOn) => changeSettings({ keepStepsOpen: isOn })}
          />
          <SettingSwitch
            label="Show answers only when complete"
            words="Answers appear all at once, not word by word."
            isOn={wholeAnswers}
            onChange={(isOn) => changeSettings({ wholeAnswers: isOn })}
          />
          {suggestsFollowUps && (
            <SettingSwitch
              label="Suggest follow-up questions"
              words="After each answer. New chats also get a title this way."
              isOn={suggestFollowUps}
              onChange={(isOn) => changeSettings({ suggestFollowUps: isOn })}
            />
          )}
          <SettingSwitch
            label="Single-key shortcuts"
            words="“/”, “?”, J and K, while you are not typing."
            isOn={letterKeys}
            onChange={(isOn) => changeSettings({ letterKeys: isOn })}
          />
          <NotifySetting />
          {offer.canBringOwn && <OwnModelSetting ownHost={offer.ownHost} />}
          <DeleteEverything />
          <AppStatus models={offer.models} />
        </>
      )}
    </Dialog>
  )
}

const OwnModelSetting = ({ ownHost }: { ownHost: string | undefined }) => (
  <SettingRow
    label="Your own model"
    words={ownHost === undefined ? 'Use an API key or a server address.' : `Connected to ${ownHost}.`}
  >
    <Button onClick={() => openDialog('own-model')}>{ownHost === undefined ? 'Set up…' : 'Change…'}</Button>
  </SettingRow>
)

const choices: { value: ThemeChoice; label: string }[] = [
  { value: 'system', label: 'System' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
]

/** Chooses the theme: light, dark, or that of the system. */
export const ThemePicker = () => {
  const [chosen, setChosen] = useState(readChosenTheme)
  const choose = (choice: ThemeChoice) => {
    chooseTheme(choice)
    setChosen(choice)
  }
  return (
    <Segmented
      legend="Theme"
      name="theme"
      options={choices}
      value={chosen}
      className={cn(settingRow, 'gap-1')}
      onChange={choose}
    />
  )
}

/** Switches notifications about runs that end in the background. Switching it on makes the browser ask for permission. */
const NotifySetting = () => {
  const { notify } = useSettings()
  const [refusal, setRefusal] = useState<NotifyRefusal | undefined>(canNotify() ? undefined : 'unsupported')
  const change = async (isOn: boolean) => {
    const next = isOn ? await askToNotify() : undefined
    setRefusal(next)
    changeSettings({ notify: isOn && next === undefined })
  }
  return (
    <SettingSwitch
      label="Notifications"
      words={formatNotifyHint(refusal)}
      isOn={notify && isAllowed()}
      isOff={refusal === 'unsupported'}
      onChange={(isOn) => void change(isOn)}
    />
  )
}

const formatNotifyHint = (refusal: NotifyRefusal | undefined): string => {
  switch (refusal) {
    case 'unsupported':
      return 'This browser does not support notifications.'
    case 'denied':
      return 'Blocked by the browser. Allow notifications in its settings for this site.'
    default:
      return 'When a run ends while this tab is in the background.'
  }
}

/** The version, model, search and database of the app in one line, or what is wrong with it. */
const AppStatus = ({ models }: { models: ModelName[] }) => {
  const [health, setHealth] = useState<Health | 'unknown'>()
  useEffect(() => {
    const asking = new AbortController()
    readHealth(asking.signal).then(setHealth, () => asking.signal.aborted || setHealth('unknown'))
    return () => asking.abort()
  }, [])
  return (
    <p className="pt-3.5 text-ink-3 text-xs" role="status">
      {formatStatus(health, models)}
    </p>
  )
}

/** Reads the status. While something is wrong the same body comes with a 503. */
const readHealth = async (signal: AbortSignal): Promise<Health> =>
  (await fetch('/api/health', { cache: 'no-store', signal })).json()

const formatStatus = (health: Health | 'unknown' | undefined, models: ModelName[]): string => {
  if (health === undefined) return 'Checking…'
  if (health === 'unknown') return 'The server did not answer.'
  const { model, search, database, version, problem } = health
  const label = models.find(({ id }) => id === model)?.label ?? model
  return [`${productName} ${version}`, label, searches[search], problem ?? databases[database]].join(' · ')
}

const searches: Record<Health['search'], string> = {
  tavily: 'Tavily web search',
  exa: 'Exa web search',
  brave: 'Brave web search',
  serper: 'Serper web search',
  searxng: 'SearXNG web search',
  wikipedia: 'Wikipedia search',
  local: 'Library search',
}

const databases: Record<Health['database'], string> = {
  sqlite: 'Chats saved in SQLite',
  postgres: 'Chats saved in Postgres',
  memory: 'Chats saved until the server restarts',
  away: 'The database is unavailable',
  full: 'The disk is full',
  unusable: 'The database cannot be used',
}

/** Deletes all chats of this visitor, after asking. */
export const DeleteEverything = () => {
  const [isAsking, setAsking] = useState(false)
  return (
    <SettingRow label="Delete all chats" words="Including drafts on this device.">
      <Button variant="danger" onClick={() => setAsking(true)}>
        Delete…
      </Button>
      {isAsking && <DeleteQuestion onClose={() => setAsking(false)} />}
    </SettingRow>
  )
}

const DeleteQuestion = ({ onClose }: { onClose(): void }) => {
  const [state, setState] = useState<'asking' | 'deleting' | 'failed'>('asking')
  const deleteAll = async () => {
    setState('deleting')
    if (!(await deleteOnServer())) return setState('failed')
    clearLocalChats()
    otherWindows.notify({ what: 'all deleted' })
    // A new page, so that nothing of the old chats stays in memory.
    location.assign('/')
  }
  const isDeleting = state === 'deleting'
  return (
    <Dialog
      label="Delete all chats?"
      description="This deletes all your chats with their questions, steps and answers, their public links, and the drafts on this device. Runs in progress are stopped. This cannot be undone. Your settings stay."
      role="alertdialog"
      onClose={onClose}
    >
      {(close) => (
        <>
          {state === 'failed' && (
            <DialogText isProblem>Nothing was deleted: the server could not be reached. Try again in a moment.</DialogText>
          )}
          <DialogFooter>
            <Button onClick={close}>Cancel</Button>
            <Button variant="danger" aria-disabled={isDeleting} onClick={() => !isDeleting && void deleteAll()}>
              {isDeleting ? 'Deleting…' : 'Delete all'}
            </Button>
          </DialogFooter>
        </>
      )}
    </Dialog>
  )
}

const deleteOnServer = async (): Promise<boolean> => {
  try {
    return (await apiFetch('/api/threads', { method: 'DELETE' })).ok
  } catch {
    return false // The server cannot be reached; the dialog says so.
  }
}

/** The keys under which this device stores drafts, queued messages, files that wait beside them, and chosen versions of answers. */
const prefixes = ['draft:', 'draft-files:', 'versions:']

/** Removes what this device keeps of chats. Settings stay. */
const clearLocalChats = (): void => {
  writeNewChatId(undefined)
  try {
    const names = Array.from({ length: localStorage.length }, (_, index) => localStorage.key(index) ?? '')
    for (const name of names) if (prefixes.some((prefix) => name.startsWith(prefix))) localStorage.removeItem(name)
  } catch {
    // Storage is blocked, so nothing is stored.
  }
}
