import { useEffect } from 'react'
import { useCommand } from '@/components/context/command-registry'
import { closeDialog, openDialog, useOpenedDialog } from '@/components/context/dialog-store'
import { lazyPart, loadTooltips } from '@/components/ui/lazy-part'
import { Toast } from '@/components/ui/status'
import { switchTheme } from '@/components/ui/theme'
import type { DialogsProps } from './dialogs'

const dialogs = lazyPart(() => import('./dialogs').then(({ Dialogs }) => Dialogs))

/** Loads the dialogs when the pointer or the focus reaches a button that opens one. */
export const preloadDialogs = (): void => void dialogs.preload()

/** Where the command menu, the shortcuts and the settings open, and the commands that open them. The dialogs are fetched when first wanted. */
export const DialogHost = (props: Omit<DialogsProps, 'opened'>) => {
  const opened = useOpenedDialog()
  useCommand('search', () => openDialog('menu'))
  useCommand('own-model', props.offer.canBringOwn ? () => openDialog('own-model') : undefined)
  useCommand('theme', switchTheme)
  useCommand('shortcuts', () => openDialog('shortcuts'))
  useCommand('settings', () => openDialog('settings'))
  useEffect(loadTooltips, [])
  useEffect(() => {
    // The first half of `⌘/Ctrl K`.
    const onKeyDown = ({ key }: KeyboardEvent) => (key === 'Meta' || key === 'Control') && preloadDialogs()
    addEventListener('keydown', onKeyDown)
    return () => removeEventListener('keydown', onKeyDown)
  }, [])
  return opened && <OpenedDialog key={opened.id} {...props} opened={opened} />
}

const OpenedDialog = (props: DialogsProps) => {
  const lazyDialogs = dialogs.usePart()
  if (lazyDialogs.name === 'loaded') return <lazyDialogs.Part {...props} />
  return lazyDialogs.name === 'failed' ? <NotLoaded onDismiss={() => closeDialog(props.opened)} /> : null
}

const NotLoaded = ({ onDismiss }: { onDismiss(): void }) => (
  <Toast onDismiss={onDismiss}>This could not be loaded. It will open when you are online again.</Toast>
)
