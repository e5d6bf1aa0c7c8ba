import { X } from 'lucide-react'
import { useSettings } from '@/components/settings/settings'
import { Keys } from './keys'
import { Modal } from './modal'
import { type Shortcut, shortcutGroups } from './shortcuts'

/** All keys, with what they do. */
export const ShortcutsDialog = ({ onClose }: { onClose(): void }) => {
  const { letterKeys } = useSettings()
  return (
    <Modal label="Keyboard shortcuts" className="shortcuts-dialog" onClose={onClose}>
      {(close) => (
        <>
          <header className="modal-head">
            <h2>Keyboard shortcuts</h2>
            <button type="button" className="ib" aria-label="Close" aria-keyshortcuts="Escape" onClick={close}>
              <X size={16} aria-hidden />
            </button>
          </header>
          {!letterKeys && <p className="modal-words">Single-letter keys are off; settings turn them on.</p>}
          {shortcutGroups.map(({ title, shortcuts }) => (
            <section key={title} aria-label={title}>
              <h3>{title}</h3>
              <dl>
                {shortcuts.map((shortcut) => (
                  <Row key={shortcut.keys} shortcut={shortcut} isOff={shortcut.isLetter === true && !letterKeys} />
                ))}
              </dl>
            </section>
          ))}
        </>
      )}
    </Modal>
  )
}

const Row = ({ shortcut: { keys, or, does }, isOff }: { shortcut: Shortcut; isOff: boolean }) => (
  <div className="shortcut">
    <dt>{does}</dt>
    <dd>
      {isOff ? (
        'Off'
      ) : (
        <>
          <Keys keys={keys} />
          {or !== undefined && (
            <>
              {' / '}
              <Keys keys={or} />
            </>
          )}
        </>
      )}
    </dd>
  </div>
)
