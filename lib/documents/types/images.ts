import { Refusal } from '@/lib/documents/refusal'
import { documentLimits, imageTypes } from '@/lib/protocol/document'
import type { FileType } from './file-type'

/** Images, which are kept as they are for models that see. */
export const images: readonly FileType[] = imageTypes.map((type) => ({
  type,
  label: 'an image',
  kind: type,
  endings: type === 'jpeg' ? ['jpg', 'jpeg'] : [type],
  read: async ({ bytes }) => {
    if (bytes.length > documentLimits.maxImageBytes) throw new Refusal(tooLarge)
    return { blocks: [], isImage: true }
  },
}))

const tooLarge = `This image is larger than ${documentLimits.maxImageBytes / 1024 / 1024} MB. Add a smaller one.`
