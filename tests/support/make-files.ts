import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { crc32, createDeflate, deflateRawSync } from 'node:zlib'

/** Files as other programs write them, made in a few lines each, with room for lies. */

/**
 * A PDF with a page for each text; of `''` it is a page without text. `more` goes into the trailer. Letters are those of Latin-1.
 */
export function makePdf(pages: string[], { more = '', objects = [] as string[] } = {}): Buffer {
  const kids = pages.map((_, index) => `${4 + 2 * index} 0 R`).join(' ')
  const all = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
    ...pages.flatMap((text, index) => [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents ${5 + 2 * index} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`,
      stream(text === '' ? '0 0 10 10 re f' : `BT /F1 12 Tf 14 TL 50 740 Td ${text.split('\n').map(show).join(' ')} ET`),
    ]),
    ...objects,
  ]
  let text = '%PDF-1.4\n'
  const offsets = all.map((object, index) => {
    const at = text.length
    text += `${index + 1} 0 obj\n${object}\nendobj\n`
    return at
  })
  const xref = text.length
  text += `xref\n0 ${all.length + 1}\n0000000000 65535 f \n`
  text += offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('')
  text += `trailer\n<< /Size ${all.length + 1} /Root 1 0 R ${more} >>\nstartxref\n${xref}\n%%EOF\n`
  return Buffer.from(text, 'latin1')
}

const show = (line: string): string => `(${line.replace(/[\\()]/g, '\\$&')}) Tj T*`
const stream = (content: string): string => `<< /Length ${content.length} >>\nstream\n${content}\nendstream`

/** A PDF that asks for a password: no key that it could be opened with fits. */
export function makeLockedPdf(): Buffer {
  const object = `<< /Filter /Standard /V 1 /R 2 /P -4 /O <${'ab'.repeat(32)}> /U <${'cd'.repeat(32)}> >>`
  return makePdf(['secret'], { more: `/Encrypt 6 0 R /ID [<${'01'.repeat(16)}> <${'01'.repeat(16)}>]`, objects: [object] })
}

/** A PDF whose one page unpacks to so many MB of nothing, which are never in the memory of this process. */
export async function makePdfBomb(mb: number): Promise<Buffer> {
  const blank = Buffer.alloc(1024 * 1024, ' ')
  const packed = (await buffer(Readable.from(Array.from({ length: mb }, () => blank)).pipe(createDeflate()))).toString('latin1')
  const object = `<< /Length ${packed.length} /Filter /FlateDecode >>\nstream\n${packed}\nendstream`
  const text = makePdf(['Hello'], { objects: [object] }).toString('latin1')
  return Buffer.from(text.replace('/Contents 5 0 R', '/Contents 6 0 R'), 'latin1')
}

export type ZippedFile = { name: string; content: string | Buffer; saidSize?: number; isEncrypted?: boolean }

/** A zip of files, which may say another size of a file than it has. */
export function makeZip(files: ZippedFile[]): Buffer {
  const locals: Buffer[] = []
  const central: Buffer[] = []
  let at = 0
  for (const { name, content, saidSize, isEncrypted } of files) {
    const bytes = Buffer.from(content)
    const packed = deflateRawSync(bytes)
    const head = Buffer.alloc(26)
    head.writeUInt16LE(20, 0)
    head.writeUInt16LE(isEncrypted ? 1 : 0, 2)
    head.writeUInt16LE(8, 4)
    head.writeUInt32LE(crc32(bytes), 10)
    head.writeUInt32LE(packed.length, 14)
    head.writeUInt32LE(saidSize ?? bytes.length, 18)
    head.writeUInt16LE(Buffer.byteLength(name), 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), head, Buffer.from(name), packed])
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(at, 10)
    central.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\0'), head, rest, Buffer.from(name)]))
    locals.push(local)
    at += local.length
  }
  const directory = Buffer.concat(central)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(files.length, 4)
  end.writeUInt16LE(files.length, 6)
  end.writeUInt32LE(directory.length, 8)
  end.writeUInt32LE(at, 12)
  return Buffer.concat([...locals, directory, Buffer.from('PK\x05\x06'), end])
}

/** A document of Word: paragraphs, of which one that begins with `# ` is a heading. */
export const makeDocx = (paragraphs: string[], more: ZippedFile[] = []): Buffer => makeZip([...docxFiles(paragraphs), ...more])

export const docxFiles = (paragraphs: string[]): ZippedFile[] => [
  { name: '[Content_Types].xml', content: contentTypes },
  { name: '_rels/.rels', content: relations },
  { name: 'word/document.xml', content: toDocumentXml(paragraphs) },
]

/** A document of Word whose body is given as XML, with its `comments` or `footnotes`. */
export function makeDocxOf(body: string, notes: Record<string, string> = {}): Buffer {
  const relation = (kind: string) =>
    `<Relationship Id="${kind}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${kind}" Target="${kind}.xml"/>`
  const relations = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${Object.keys(notes).map(relation).join('')}</Relationships>`
  return makeZip([
    ...docxFiles([]).slice(0, 2),
    { name: 'word/document.xml', content: `<w:document ${wordXml}><w:body>${body}</w:body></w:document>` },
    { name: 'word/_rels/document.xml.rels', content: relations },
    ...Object.entries(notes).map(([kind, content]) => ({
      name: `word/${kind}.xml`,
      content: `<w:${kind} ${wordXml}>${content}</w:${kind}>`,
    })),
  ])
}

const wordXml = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
const contentTypes =
  '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
const relations =
  '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'

const toDocumentXml = (paragraphs: string[]): string => {
  const body = paragraphs.map((paragraph) => {
    const [, heading] = /^# (.*)/s.exec(paragraph) ?? []
    const style = heading === undefined ? '' : '<w:pPr><w:pStyle w:val="Heading1"/></w:pPr>'
    return `<w:p>${style}<w:r><w:t xml:space="preserve">${(heading ?? paragraph).replace(/&/g, '&amp;').replace(/</g, '&lt;')}</w:t></w:r></w:p>`
  })
  return `<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${body.join('')}</w:body></w:document>`
}
