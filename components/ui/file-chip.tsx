import { FileText } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from './cn'

type Props = {
  name: string
  /** What it is, or how far it has come. */
  children: ReactNode
  /** The address of the picture, if the file is an image. */
  preview?: string | undefined
  isProblem?: boolean
  /** The chip takes all the width there is. */
  isWide?: boolean
  /** Opens the file. */
  onOpen?: (() => void) | undefined
  /** What else can be done with it. */
  actions?: ReactNode
}

/** A file as a small card: its picture or icon, its name, and a line about it. */
export const FileChip = ({ name, children, preview, isProblem = false, isWide = false, onOpen, actions }: Props) => {
  const body = (
    <>
      {preview === undefined ? (
        <span className="grid size-9 flex-none place-items-center rounded-sm bg-fill text-ink-2">
          <FileText size={17} aria-hidden />
        </span>
      ) : (
        // biome-ignore lint/performance/noImgElement: it is small already, and often in no place but this page
        <img src={preview} alt="" className="size-9 flex-none rounded-sm bg-fill object-cover" />
      )}
      <span className="min-w-0 flex-1 text-left">
        <bdi className="block truncate font-medium text-sm">{name}</bdi>
        <span className={cn('block text-xs tabular-nums', isProblem ? 'text-pretty text-danger' : 'truncate text-ink-3')}>
          {children}
        </span>
      </span>
    </>
  )
  const row = cn('flex min-h-11 min-w-0 flex-1 items-center gap-2.5 p-1 pr-2')
  return (
    <div
      data-slot="file"
      className={cn(
        'flex min-w-0 max-w-full items-center rounded-md border',
        isProblem ? 'border-danger-line bg-danger-tint' : 'border-line bg-surface',
        isWide ? 'w-full' : isProblem ? 'w-80' : 'w-60',
      )}
    >
      {onOpen ? (
        <button type="button" title={name} className={cn(row, 'rounded-md transition-colors hover:bg-fill')} onClick={onOpen}>
          {body}
        </button>
      ) : (
        <span title={name} className={row}>
          {body}
        </span>
      )}
      {actions && <span className="flex flex-none items-center pr-1">{actions}</span>}
    </div>
  )
}
