import { closeDialog, type DialogName } from '@/components/context/dialog-store'
import { OwnModelDialog } from '@/components/settings/own-model-dialog'
import { SettingsDialog } from '@/components/settings/settings-dialog'
import type { ModelOffer } from '@/lib/protocol/model-offer'
import { CommandMenu } from './command-menu'
import { ShortcutsDialog } from './shortcuts-dialog'

export type DialogsProps = {
  name: DialogName
  offer: ModelOffer
  modelId: string
  onModel(modelId: string): void
  /** What may be chosen from has changed; with a model, that one answers from now on. */
  onOffer(offer: ModelOffer, modelId?: string): void
}

/** The one that is open. */
export const Dialogs = ({ name, offer, modelId, onModel, onOffer }: DialogsProps) => {
  const onClose = () => closeDialog(name)
  switch (name) {
    case 'menu':
      return <CommandMenu offer={offer} modelId={modelId} onModel={onModel} onClose={onClose} />
    case 'shortcuts':
      return <ShortcutsDialog onClose={onClose} />
    case 'settings':
      return <SettingsDialog offer={offer} onClose={onClose} />
    case 'own-model':
      return <OwnModelDialog offer={offer} onOffer={onOffer} onClose={onClose} />
  }
}
