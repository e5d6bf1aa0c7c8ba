import { SettingsDialog } from '@/components/settings/settings-dialog'
import type { ModelName } from '@/lib/protocol/event'
import { CommandMenu } from './command-menu'
import { closeDialog, type DialogName } from './opened-dialog'
import { ShortcutsDialog } from './shortcuts-dialog'

export type DialogsProps = {
  name: DialogName
  models: ModelName[]
  modelId: string
  onModel(modelId: string): void
}

/** The one that is open. */
export const Dialogs = ({ name, models, modelId, onModel }: DialogsProps) => {
  const onClose = () => closeDialog(name)
  switch (name) {
    case 'menu':
      return <CommandMenu models={models} modelId={modelId} onModel={onModel} onClose={onClose} />
    case 'shortcuts':
      return <ShortcutsDialog onClose={onClose} />
    case 'settings':
      return <SettingsDialog models={models} onClose={onClose} />
  }
}
