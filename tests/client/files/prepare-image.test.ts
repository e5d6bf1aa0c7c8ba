// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { prepareImage } from '@/lib/client/files/prepare-image'

/** happy-dom draws nothing, so what a canvas gives stands for the picture alone. */
beforeEach(() => {
  vi.stubGlobal('createImageBitmap', async () => ({ width: 10, height: 10, close: () => undefined }))
  const context = { fillRect: () => undefined, drawImage: () => undefined }
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(context as never)
  vi.spyOn(HTMLCanvasElement.prototype, 'toBlob').mockImplementation((done) => done(new Blob(['drawn'], { type: 'image/jpeg' })))
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

const chunk = (type: string, data = '') => {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  return Buffer.concat([length, Buffer.from(`${type}${data}\0\0\0\0`, 'latin1')])
}
const pngWith = (...chunks: Buffer[]) => {
  const bytes = Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', '\0'.repeat(13)),
    ...chunks,
    chunk('IEND'),
  ])
  return new File([new Uint8Array(bytes)], 'picture.png', { type: 'image/png' })
}
const pixels = chunk('IDAT', '\x80\xff\0')

test('a small PNG is taken as it is, also with a title', async () => {
  const file = pngWith(chunk('tEXt', 'Title\0A chart'), pixels)
  expect(await prepareImage(file)).toBe(file)
})

test.each([
  ['a PNG with the place where it was taken', pngWith(chunk('eXIf', 'MM\0*GPS'), pixels)],
  ['one that says so after its pixels', pngWith(pixels, chunk('iTXt', 'XML:com.adobe.xmp\0\0\0\0\0exif:GPSLatitude'))],
  ['one that older programs wrote it into', pngWith(chunk('zTXt', 'Raw profile type exif\0\0x'), pixels)],
  ['a PNG that moves', pngWith(chunk('acTL', '\0'.repeat(8)), pixels)],
  ['a WebP', new File(['RIFF\0\0\0\0WEBPVP8X'], 'picture.webp', { type: 'image/webp' })],
  ['a JPEG', new File(['\xff\xd8'], 'picture.jpeg', { type: 'image/jpeg' })],
])('%s is drawn anew', async (_name, file) => {
  const prepared = await prepareImage(file)
  expect({ name: prepared.name, type: prepared.type, text: await prepared.text() }).toEqual({
    name: 'picture.jpg',
    type: 'image/jpeg',
    text: 'drawn',
  })
})
