import { useSettings } from '@/components/context/settings'
import { Dialog, DialogHeader, DialogText } from '@/components/ui/dialog'
import { Kbd } from '@/components/ui/kbd'
import { type Shortcut, shortcutGroups } from './shortcuts'

/** All keys, with what they do. */
export const ShortcutsDialog = ({ onClose }: { onClose(): void }) => {
  const { letterKeys } = useSettings()
  return (
    <Dialog label="Keyboard shortcuts" onClose={onClose}>
      {(close) => (
        <>
          <DialogHeader title="Keyboard shortcuts" close={close} />
          {!letterKeys && <DialogText>Single-letter keys are off; settings turn them on.</DialogText>}
          {shortcutGroups.map(({ title, shortcuts }) => (
            <section key={title} aria-label={title}>
              <h3 className="pt-3 pb-1 font-medium text-ink-3 text-xs">{title}</h3>
              <dl>
                {shortcuts.map((shortcut) => (
                  <Row key={shortcut.keys} shortcut={shortcut} isOff={shortcut.isLetter === true && !letterKeys} />
                ))}
              </dl>
            </section>
          ))}
        </>
      )}
    </Dialog>
  )
}

const Row = ({ shortcut: { keys, or, does }, isOff }: { shortcut: Shortcut; isOff: boolean }) => (
  <div className="flex min-h-9 items-center justify-between gap-4 border-line border-b last:border-b-0">
    <dt>{does}</dt>
    <dd className="flex-none text-ink-3 text-xs">
      {isOff ? (
        'Off'
      ) : (
        <>
          <Kbd keys={keys} />
          {or !== undefined && (
            <>
              {' / '}
              <Kbd keys={or} />
            </>
          )}
        </>
      )}
    </dd>
  </div>
)
