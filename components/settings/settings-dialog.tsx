import { openDialog } from '@/components/context/dialog-store'
import { changeSettings, useSettings } from '@/components/context/settings'
import { Button } from '@/components/ui/button'
import { Dialog, DialogHeader } from '@/components/ui/dialog'
import type { ModelOffer } from '@/lib/protocol/model-offer'
import { AppStatus } from './app-status'
import { DeleteEverything } from './delete-everything'
import { NotifySetting } from './notify-setting'
import { SettingRow, SettingSwitch } from './setting-row'
import { ThemeChoice } from './theme-choice'

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
            words="They do not fold when the answer begins."
            isOn={keepStepsOpen}
            onChange={(isOn) => changeSettings({ keepStepsOpen: isOn })}
          />
          <SettingSwitch
            label="Show answers only when complete"
            words="Nothing is written out word by word."
            isOn={wholeAnswers}
            onChange={(isOn) => changeSettings({ wholeAnswers: isOn })}
          />
          <SettingSwitch
            label="Single-letter keys"
            words="“/”, “?”, J and K, while you are not writing."
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
    words={ownHost === undefined ? 'With a key, or the address of a server.' : `From ${ownHost}, with what you gave.`}
  >
    <Button onClick={() => openDialog('own-model')}>{ownHost === undefined ? 'Set up…' : 'Change…'}</Button>
  </SettingRow>
)
