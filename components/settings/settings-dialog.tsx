import { useEffect, useState } from 'react'
import { openDialog } from '@/components/context/dialog-store'
import { changeSettings, useSettings } from '@/components/context/settings'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { Dialog, DialogHeader } from '@/components/ui/dialog'
import { Segmented } from '@/components/ui/field'
import { type ThemeChoice as Choice, chooseTheme, readChosenTheme } from '@/components/ui/theme'
import { productName } from '@/lib/protocol/brand'
import type { ModelName } from '@/lib/protocol/event'
import type { Health } from '@/lib/protocol/health'
import type { ModelOffer } from '@/lib/protocol/model-offer'
import { DeleteEverything } from './delete-everything'
import { askToNotify, canNotify, isAllowed, type NotifyRefusal } from './notifications'
import { SettingRow, SettingSwitch, settingRow } from './setting-row'

/** How this device shows things, what is kept, and how the app is. */
export const SettingsDialog = ({ offer, onClose }: { offer: ModelOffer; onClose(): void }) => {
  const { keepStepsOpen, wholeAnswers, letterKeys } = useSettings()
  return (
    <Dialog label="Settings" onClose={onClose}>
      {(close) => (
        <>
          <DialogHeader title="Settings" close={close} />
          <ThemeChoice />
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

const choices: { value: Choice; label: string }[] = [
  { value: 'system', label: 'System' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
]

/** Light, dark, or as the system says. */
export const ThemeChoice = () => {
  const [chosen, setChosen] = useState(readChosenTheme)
  const choose = (choice: Choice) => {
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

/** A notification when a run ends out of sight. The browser asks for it once, when it is switched on. */
const NotifySetting = () => {
  const { notify } = useSettings()
  const [refused, setRefused] = useState<NotifyRefusal | undefined>(canNotify() ? undefined : 'unsupported')
  const change = async (isOn: boolean) => {
    const refusal = isOn ? await askToNotify() : undefined
    setRefused(refusal)
    changeSettings({ notify: isOn && refusal === undefined })
  }
  return (
    <SettingSwitch
      label="Notifications"
      words={toWords(refused)}
      isOn={notify && isAllowed()}
      isOff={refused === 'unsupported'}
      onChange={(isOn) => void change(isOn)}
    />
  )
}

const toWords = (refused: NotifyRefusal | undefined): string => {
  switch (refused) {
    case 'unsupported':
      return 'This browser does not support notifications.'
    case 'denied':
      return 'Blocked by the browser. Allow notifications in its settings for this site.'
    default:
      return 'When a run ends while this tab is in the background.'
  }
}

/** How the app is, in one line. */
const AppStatus = ({ models }: { models: ModelName[] }) => {
  const [health, setHealth] = useState<Health | 'unknown'>()
  useEffect(() => {
    const asking = new AbortController()
    readHealth(asking.signal).then(
      setHealth,
      () => asking.signal.aborted || setHealth('unknown'), // Said on screen.
    )
    return () => asking.abort()
  }, [])
  return (
    <p className="pt-3.5 text-ink-3 text-xs" role="status">
      {formatStatus(health, models)}
    </p>
  )
}

/** While something is wrong the same comes with a 503. */
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
