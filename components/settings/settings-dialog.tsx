import { X } from 'lucide-react'
import { Modal } from '@/components/commands/modal'
import { openDialog } from '@/components/commands/opened-dialog'
import type { ModelOffer } from '@/lib/protocol/model-offer'
import { AppStatus } from './app-status'
import { DeleteEverything } from './delete-everything'
import { NotifySetting } from './notify-setting'
import { SettingSwitch } from './setting-switch'
import { changeSettings, useSettings } from './settings'
import { ThemeChoice } from './theme-choice'

/** How this device shows things, what is kept, and how the app is. */
export const SettingsDialog = ({ offer, onClose }: { offer: ModelOffer; onClose(): void }) => {
  const { keepStepsOpen, wholeAnswers, letterKeys } = useSettings()
  return (
    <Modal label="Settings" className="settings-dialog" onClose={onClose}>
      {(close) => (
        <>
          <header className="modal-head">
            <h2>Settings</h2>
            <button type="button" className="ib" aria-label="Close" aria-keyshortcuts="Escape" onClick={close}>
              <X size={16} aria-hidden />
            </button>
          </header>
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
    </Modal>
  )
}

const OwnModelSetting = ({ ownHost }: { ownHost: string | undefined }) => (
  <div className="setting">
    <span>
      <b>Your own model</b>
      <small>{ownHost === undefined ? 'With a key, or the address of a server.' : `From ${ownHost}, with what you gave.`}</small>
    </span>
    <button type="button" className="btn" onClick={() => openDialog('own-model')}>
      {ownHost === undefined ? 'Set up…' : 'Change…'}
    </button>
  </div>
)
