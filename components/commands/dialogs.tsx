import { type Command, commandIds, commands, isSingleKey } from '@/components/context/commands'
import { closeDialog, type OpenedDialog } from '@/components/context/dialog-store'
import { useSettings } from '@/components/context/settings'
import { OwnModelDialog } from '@/components/settings/own-model-dialog'
import { SettingsDialog } from '@/components/settings/settings-dialog'
import { Dialog, DialogHeader, DialogText } from '@/components/ui/dialog'
import { Kbd } from '@/components/ui/kbd'
import type { ModelOffer } from '@/lib/protocol/model-offer'
import { CommandMenu } from './command-menu'

export type DialogsProps = {
  opened: OpenedDialog
  offer: ModelOffer
  modelId: string
  /** Answers may be followed by questions to go on with. */
  suggestsFollowUps: boolean
  onModel(modelId: string): void
  /** The offered models have changed; `modelId` answers from now on. */
  onOffer(offer: ModelOffer, modelId?: string): void
}

/** The dialog that is open. */
export const Dialogs = ({ opened, offer, modelId, suggestsFollowUps, onModel, onOffer }: DialogsProps) => {
  const onClose = () => closeDialog(opened)
  switch (opened.name) {
    case 'menu':
      return <CommandMenu offer={offer} modelId={modelId} onModel={onModel} onClose={onClose} />
    case 'shortcuts':
      return <ShortcutsDialog onClose={onClose} />
    case 'settings':
      return <SettingsDialog offer={offer} suggestsFollowUps={suggestsFollowUps} onClose={onClose} />
    case 'own-model':
      return <OwnModelDialog offer={offer} onOffer={onOffer} onClose={onClose} />
  }
}

/** The list of keyboard shortcuts. */
const ShortcutsDialog = ({ onClose }: { onClose(): void }) => {
  const { letterKeys } = useSettings()
  const shortcuts = commandIds.map((id) => commands[id]).filter(({ group }) => group !== undefined)
  return (
    <Dialog label="Keyboard shortcuts" onClose={onClose}>
      {(close) => (
        <>
          <DialogHeader title="Keyboard shortcuts" close={close} />
          {!letterKeys && <DialogText>Single-key shortcuts are off. You can turn them on in settings.</DialogText>}
          {[...new Set(shortcuts.map(({ group }) => group))].map((title) => (
            <section key={title} aria-label={title}>
              <h3 className="pt-3 pb-1 font-medium text-ink-3 text-xs">{title}</h3>
              <dl>
                {shortcuts.map(
                  (shortcut) =>
                    shortcut.group === title && <Row key={shortcut.label} shortcut={shortcut} areSinglesOff={!letterKeys} />,
                )}
              </dl>
            </section>
          ))}
        </>
      )}
    </Dialog>
  )
}

const Row = ({ shortcut: { keys = '', label, help = label }, areSinglesOff }: { shortcut: Command; areSinglesOff: boolean }) => (
  <div className="flex min-h-9 items-center justify-between gap-4 border-line border-b last:border-b-0">
    <dt>{help}</dt>
    <dd className="flex-none text-ink-3 text-xs">{areSinglesOff && isSingleKey(keys) ? 'Off' : <Kbd keys={keys} />}</dd>
  </div>
)
