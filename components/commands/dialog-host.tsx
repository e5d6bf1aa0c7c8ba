import { useEffect } from 'react'
import { useCommand } from '@/components/context/command-registry'
import { closeDialog, type DialogName, openDialog, useOpenedDialog } from '@/components/context/dialog-store'
import { lazyPart, loadTooltips } from '@/components/ui/lazy-part'
import { Toast } from '@/components/ui/status'
import { switchTheme } from '@/components/ui/theme'
import type { DialogsProps } from './dialogs'

const dialogs = lazyPart(() => import('./dialogs').then(({ Dialogs }) => Dialogs))

/** Loads the dialogs when the pointer or the focus reaches a button that opens one. */
export const preloadDialogs = (): void => void dialogs.preload()

/** Where the command menu, the shortcuts and the settings open, and the commands that open them. The dialogs are fetched when first wanted. */
export const DialogHost = (props: Omit<DialogsProps, 'name'>) => {
  const name = useOpenedDialog()
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
  return name && <OpenedDialog key={name} {...props} name={name} />
}

const OpenedDialog = (props: DialogsProps) => {
  const lazyDialogs = dialogs.usePart()
  if (lazyDialogs.name === 'loaded') return <lazyDialogs.Part {...props} />
  return lazyDialogs.name === 'failed' ? <NotLoaded name={props.name} /> : null
}

const NotLoaded = ({ name }: { name: DialogName }) => (
  <Toast onDismiss={() => closeDialog(name)}>This could not be loaded. It will open when you are online again.</Toast>
)
