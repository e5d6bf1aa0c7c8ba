import { saveFile } from '@/components/ui/save-file'

/** A result that is too large for the page: its size, its beginning, and the whole of it as a file. */
export const BigResult = ({ text, name }: { text: string; name: string }) => {
  const download = () => {
    const isJson = /^\s*[[{]/.test(text)
    saveFile(`${name}-result.${isJson ? 'json' : 'txt'}`, 'text/plain;charset=utf-8', text)
  }
  return (
    <div className="body-stack">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className="out" data-scrolls aria-label="Beginning of the result" tabIndex={0}>
        {text.slice(0, firstChars)}…
      </section>
      <div className="body-row">
        <span className="quiet">{toKilobytes(text)} in all. These are the first 4 KB.</span>
        <button type="button" className="btn" onClick={download}>
          Download
        </button>
      </div>
    </div>
  )
}

const firstChars = 4096

const toKilobytes = (text: string): string => `${Math.round(new Blob([text]).size / 1024).toLocaleString('en-GB')} KB`
