import { useState } from 'react'
import { changeSettings, useSettings } from '@/components/context/settings'
import { askToNotify, canNotify, isAllowed, type NotifyRefusal } from './notifications'
import { SettingSwitch } from './setting-row'

/** A notification when a run ends out of sight. The browser asks for it once, when it is switched on. */
export const NotifySetting = () => {
  const { notify } = useSettings()
  const [refused, setRefused] = useState<NotifyRefusal | undefined>(canNotify() ? undefined : 'unsupported')
  const change = async (isOn: boolean) => {
    const refusal = isOn ? await askToNotify() : undefined
    setRefused(refusal)
    changeSettings({ notify: isOn && refusal === undefined })
  }
  return (
    <SettingSwitch
      label="Notify me"
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
      return 'This browser has no notifications for pages.'
    case 'denied':
      return 'The browser does not allow it. Its settings for this site can.'
    default:
      return 'When a run ends while this tab is out of sight.'
  }
}
