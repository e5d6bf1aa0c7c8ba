import { nanoid } from 'nanoid'
import { toDocumentFile } from '@/lib/client/api/document-requests'
import { documentLimits } from '@/lib/protocol/document'
import type { AskedFile } from '@/lib/protocol/event'
import { formatSize, isImage } from '@/lib/run-view/format-file'
import type { DraftFile } from './draft-files'

/** A file beside the message that is being written. */
export type Attachment = Pick<AskedFile, 'name' | 'type' | 'size'> & {
  key: string
  /** It was pasted as text, and may go back into the field. */
  isPasted?: true
  /** The address of the picture, if the file is an image. */
  preview?: string
  state: AttachmentState
}

/** How far a file is on its way to the server. */
export type AttachmentState =
  /** It waits for those before it, or is scaled down. */
  | { name: 'waiting' }
  /** `share` of it has left this device, from 0 to 1. */
  | { name: 'uploading'; share: number }
  /** The server has it, and takes its text out. */
  | { name: 'reading' }
  | { name: 'ready'; file: AskedFile }
  /** `canRetry`: the same file may be taken another time. */
  | { name: 'failed'; message: string; canRetry: boolean }

/** Lets go of a picture that was made for it; what the server has needs none. */
export const releasePreview = ({ preview }: Attachment): void => {
  if (preview?.startsWith('blob:')) URL.revokeObjectURL(preview)
}

/** Neither ready nor failed. */
export const isUnsettled = ({ state }: Attachment): boolean => state.name !== 'ready' && state.name !== 'failed'

/** Why a file need not be sent at all, in a sentence. */
export const problemOf = ({ size, type }: File): string | undefined => {
  if (/^(video|audio)\//.test(type)) return 'Audio and video cannot be read here. Add a transcript instead.'
  if (isImage({ type })) return undefined
  if (size === 0) return 'This file is empty.'
  if (size > documentLimits.maxBytes) return `This file is larger than ${formatSize(documentLimits.maxBytes)}. Add a part of it.`
  return undefined
}

/** One that the server has, as it was kept on this device or came back unsent. */
export const toReady = ({ isPasted, ...file }: DraftFile): Attachment => ({
  key: file.id ?? nanoid(),
  name: file.name,
  type: file.type,
  size: file.size,
  ...(isPasted && { isPasted }),
  ...(isImage(file) && file.id !== undefined && { preview: toDocumentFile(file.id) }),
  state: { name: 'ready', file },
})

/** What is kept of it on this device: nothing before the server has it. */
export const toDraftFiles = ({ state, isPasted }: Attachment): DraftFile[] =>
  state.name === 'ready' ? [{ ...state.file, ...(isPasted && { isPasted }) }] : []
