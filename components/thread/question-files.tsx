import { openDocument } from '@/components/context/chat-files'
import { FileChip } from '@/components/ui/file-chip'
import { toDocumentFile } from '@/lib/client/api/document-requests'
import type { AskedFile } from '@/lib/protocol/event'
import { formatFile, isImage } from '@/lib/run-view/format-file'

/** What came with a question, above its bubble. In a copy for others the files are named, and cannot be opened. */
export const QuestionFiles = ({ files = [] }: { files?: AskedFile[] | undefined }) =>
  files.length === 0 ? null : (
    <ul aria-label="Files of this question" className="mb-2 flex flex-wrap items-end justify-end gap-2 print:break-after-avoid">
      {files.map((file, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are what the question came with, and stay so
        <li key={index} className="min-w-0 max-w-[86%]">
          <QuestionFile file={file} />
        </li>
      ))}
    </ul>
  )

const QuestionFile = ({ file }: { file: AskedFile }) => {
  const onOpen = file.id === undefined ? undefined : () => openDocument(file)
  if (!isImage(file) || file.id === undefined || !onOpen)
    return (
      <FileChip name={file.name} onOpen={onOpen}>
        {formatFile(file)}
      </FileChip>
    )
  return (
    <button
      type="button"
      data-slot="image"
      title={file.name}
      aria-label={`Open ${file.name}`}
      className="block overflow-hidden rounded-lg border border-line bg-fill"
      onClick={onOpen}
    >
      {/* Its room is there before it is. */}
      {/* biome-ignore lint/performance/noImgElement: it was scaled down when it was added */}
      <img src={toDocumentFile(file.id)} alt="" loading="lazy" decoding="async" className="size-40 object-cover max-sm:size-32" />
    </button>
  )
}
