import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogFooter, DialogText } from '@/components/ui/dialog'
import { apiFetch } from '@/lib/client/api/api-fetch'
import { SettingRow } from './setting-row'

/** Deletes all chats of this visitor, after asking. */
export const DeleteEverything = () => {
  const [isAsking, setAsking] = useState(false)
  return (
    <SettingRow label="Delete all chats" words="Including drafts on this device.">
      <Button variant="danger" onClick={() => setAsking(true)}>
        Delete…
      </Button>
      {isAsking && <Question onClose={() => setAsking(false)} />}
    </SettingRow>
  )
}

const Question = ({ onClose }: { onClose(): void }) => {
  const [state, setState] = useState<'asking' | 'deleting' | 'failed'>('asking')
  const deleteAll = async () => {
    setState('deleting')
    if (!(await deleteOnServer())) return setState('failed')
    clearLocalChats()
    // A new page, so that nothing of the old chats stays in memory.
    location.assign('/')
  }
  const isDeleting = state === 'deleting'
  return (
    <Dialog
      label="Delete all chats?"
      description="This deletes all your chats with their questions, steps and answers, their public links, and the drafts on this device. Runs in progress are stopped. This cannot be undone. Your settings stay."
      role="alertdialog"
      onClose={onClose}
    >
      {(close) => (
        <>
          {state === 'failed' && (
            <DialogText isProblem>Nothing was deleted: the server could not be reached. Try again in a moment.</DialogText>
          )}
          <DialogFooter>
            <Button onClick={close}>Cancel</Button>
            <Button variant="danger" aria-disabled={isDeleting} onClick={() => !isDeleting && void deleteAll()}>
              {isDeleting ? 'Deleting…' : 'Delete all'}
            </Button>
          </DialogFooter>
        </>
      )}
    </Dialog>
  )
}

const deleteOnServer = async (): Promise<boolean> => {
  try {
    return (await apiFetch('/api/threads', { method: 'DELETE' })).ok
  } catch {
    return false // The server cannot be reached; the dialog says so.
  }
}

/** The keys under which this device stores drafts, queued messages and chosen versions of answers. */
const prefixes = ['draft:', 'versions:']

/** Removes them. Settings stay. */
const clearLocalChats = (): void => {
  try {
    const names = Array.from({ length: localStorage.length }, (_, index) => localStorage.key(index) ?? '')
    for (const name of names) if (prefixes.some((prefix) => name.startsWith(prefix))) localStorage.removeItem(name)
  } catch {
    // Storage is blocked, so nothing is stored.
  }
}
