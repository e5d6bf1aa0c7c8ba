import { useState } from 'react'
import { Modal } from '@/components/commands/modal'
import { apiFetch } from '@/lib/client/api-fetch'
import { forgetChats } from './forget-chats'

/** Deletes all conversations of this visitor, after a question that says what goes. */
export const DeleteEverything = () => {
  const [isAsking, setAsking] = useState(false)
  return (
    <div className="setting">
      <span>
        <b>Delete everything</b>
        <small>All of your chats, and what is kept of them on this device.</small>
      </span>
      <button type="button" className="btn danger" onClick={() => setAsking(true)}>
        Delete…
      </button>
      {isAsking && <Question onClose={() => setAsking(false)} />}
    </div>
  )
}

const Question = ({ onClose }: { onClose(): void }) => {
  const [state, setState] = useState<'asking' | 'deleting' | 'failed'>('asking')
  const deleteAll = async () => {
    setState('deleting')
    if (!(await deleteOnServer())) return setState('failed')
    forgetChats()
    // Nothing of the old chats is left in memory either.
    location.assign('/')
  }
  const isDeleting = state === 'deleting'
  return (
    <Modal
      label="Delete everything?"
      description="All of your chats go, with their questions, steps and answers, the links that share them, and drafts on this device. Runs under way are stopped. This cannot be undone. Your settings stay."
      className="question-dialog"
      role="alertdialog"
      onClose={onClose}
    >
      {(close) => (
        <>
          {state === 'failed' && (
            <p role="alert" className="modal-words danger">
              Nothing was deleted: the server could not be reached. Try again in a moment.
            </p>
          )}
          <div className="modal-foot">
            <button type="button" className="btn" onClick={close}>
              Keep them
            </button>
            <button
              type="button"
              className="btn danger"
              aria-disabled={isDeleting}
              onClick={() => !isDeleting && void deleteAll()}
            >
              {isDeleting ? 'Deleting' : 'Delete everything'}
            </button>
          </div>
        </>
      )}
    </Modal>
  )
}

const deleteOnServer = async (): Promise<boolean> => {
  try {
    return (await apiFetch('/api/threads', { method: 'DELETE' })).ok
  } catch {
    return false // The line is down; the person is told and asks again.
  }
}
