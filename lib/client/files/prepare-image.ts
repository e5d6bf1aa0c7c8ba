import { AppError } from '@/lib/protocol/error'

/** What models take; a longer side is scaled down by them too, at our cost. Pixels. */
const maxSide = 1568
const maxBytes = 1024 * 1024
/** The qualities of a JPEG that are tried, the best first. */
const qualities = [0.9, 0.8, 0.65, 0.5]
/** What a PNG has in it where it moves, or where a camera or a program wrote when, where and with what it was made. */
const movesOrTells = /acTL|eXIf|XML:com\.adobe\.xmp|Raw profile type/

/** A JPEG, a WebP and a GIF may move or tell where they were taken, and are always drawn anew; so is a PNG that does. */
const mayBeKept = async (file: File): Promise<boolean> =>
  file.type === 'image/png' &&
  file.size <= maxBytes &&
  !movesOrTells.test(new TextDecoder('latin1').decode(await file.arrayBuffer()))

/**
 * An image as models that see take it: a small PNG that stands still and tells nothing of its maker as it is, anything else drawn anew
 * as a JPEG of at most 1568 pixels and 1 MiB, which has nothing but its picture. Throws an `AppError` where this browser cannot draw it.
 */
export const prepareImage = async (file: File): Promise<File> => {
  const bitmap = await createImageBitmap(file).catch((cause: unknown) => {
    throw new AppError('bad-request', { cause, message: 'This image could not be read. Save it as PNG or JPEG, and add that.' })
  })
  try {
    const { width, height } = bitmap
    const scale = Math.min(1, maxSide / Math.max(width, height))
    if (scale === 1 && (await mayBeKept(file))) return file
    const canvas = document.createElement('canvas')
    canvas.width = Math.max(1, Math.round(width * scale))
    canvas.height = Math.max(1, Math.round(height * scale))
    const context = canvas.getContext('2d')
    if (!context) throw new AppError('bad-request', { message: 'This browser cannot scale images down.' })
    // A JPEG has no holes.
    context.fillStyle = '#fff'
    context.fillRect(0, 0, canvas.width, canvas.height)
    context.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
    const name = `${file.name.replace(/\.[a-z0-9]{1,5}$/i, '') || 'Image'}.jpg`
    for (const quality of qualities) {
      const blob = await toJpeg(canvas, quality)
      if (blob && (blob.size <= maxBytes || quality === qualities.at(-1))) return new File([blob], name, { type: blob.type })
    }
    throw new AppError('bad-request', { message: 'This browser cannot scale images down.' })
  } finally {
    bitmap.close()
  }
}

const toJpeg = (canvas: HTMLCanvasElement, quality: number): Promise<Blob | null> =>
  new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality))
