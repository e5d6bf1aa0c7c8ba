import { Button } from '@/components/ui/button'
import { saveFile } from '@/components/ui/save-file'
import { ScrollingOutput } from './step-part'

/** A result that is too large for the page: its size, its beginning, and the whole of it as a file. */
export const BigResult = ({ text, name }: { text: string; name: string }) => {
  const download = () => {
    const isJson = /^\s*[[{]/.test(text)
    saveFile(`${name}-result.${isJson ? 'json' : 'txt'}`, 'text/plain;charset=utf-8', text)
  }
  return (
    <div className="flex min-w-0 flex-col gap-2.5">
      <ScrollingOutput aria-label="Beginning of the result">{text.slice(0, firstChars)}…</ScrollingOutput>
      <div className="flex flex-wrap items-center gap-2">
        <span className="text-ink-3 text-sm">{toKilobytes(text)} in all. These are the first 4 KB.</span>
        <Button onClick={download}>Download</Button>
      </div>
    </div>
  )
}

const firstChars = 4096

const toKilobytes = (text: string): string => `${Math.round(new Blob([text]).size / 1024).toLocaleString('en-GB')} KB`
