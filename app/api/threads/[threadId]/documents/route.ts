import { after } from 'next/server'
import { parseThreadId } from '@/lib/protocol/ids'
import { addFile, checkUpload, listFiles } from '@/lib/server/documents/documents'
import { readUpload } from '@/lib/server/documents/read-upload'
import { withHeldBytes, withUploadSlot } from '@/lib/server/documents/upload-slots'
import { clientAddress } from '@/lib/server/http/client-address'
import { OPTIONS } from '@/lib/server/http/cors'
import { handle } from '@/lib/server/http/handle'
import { refuseOthers } from '@/lib/server/http/refuse-methods'
import { json } from '@/lib/server/http/responses'
import { services } from '@/lib/server/services'

export const dynamic = 'force-dynamic'
export { OPTIONS }
export const { DELETE, PATCH, PUT } = refuseOthers('GET', 'POST')
/** Seconds: a long file comes slowly from a phone. */
export const maxDuration = 300

const params = { threadId: parseThreadId }

/** The files of a chat: a `DocumentList`, which is empty where there is no such chat. */
export const GET = handle('GET /api/threads/:id/documents', { visitor: 'may', params }, async ({ owner, params }) =>
  json(owner ? await listFiles(owner, params.threadId, services()) : { documents: [] }),
)

/**
 * Adds a file to a chat, which need not have begun: the bytes with `?name=`, or a form with one file. Answers with a `DocumentInfo` as
 * `document` when the file has been read; what cannot be read is refused with a sentence, and not kept.
 */
export const POST = handle('POST /api/threads/:id/documents', { visitor: 'made', params }, async ({ request, owner, params }) => {
  const address = clientAddress(request, services().env)
  await checkUpload({ ...params, owner, address }, services())
  const document = await withHeldBytes(address, async (onBytes) => {
    const upload = await readUpload(request, onBytes)
    const { signal } = request
    return withUploadSlot(address, signal, () => addFile({ ...params, owner, upload, signal }, services()))
  })
  // A function sleeps when it has finished; elsewhere nothing waits for vectors, the end of the process least of all.
  if (services().env.onServerless) after(() => services().fileSearch.settled)
  return json({ document }, 201)
})
