import { vi } from 'vitest'

/** A request of the page that sends a file: the test says how far it has come, and what the server answers. */
export type FakeUpload = {
  url: string
  file: File
  isAborted: boolean
  progress(loaded: number, total: number): void
  answer(status: number, body: unknown): void
  /** The network is gone. */
  fail(): void
}

/** Stands in for the network under `XMLHttpRequest`, since happy-dom has none; gone with `vi.unstubAllGlobals()`. */
export const fakeUploads = (): FakeUpload[] => {
  const uploads: FakeUpload[] = []
  class Request {
    upload: { onprogress?: (event: { loaded: number; total: number }) => void; onload?: () => void } = {}
    onload?: () => void
    onerror?: () => void
    onabort?: () => void
    status = 0
    responseText = ''
    #url = ''
    #entry: FakeUpload | undefined
    open = (_method: string, url: string) => {
      this.#url = url
    }
    setRequestHeader = () => undefined
    getResponseHeader = (name: string) =>
      name !== 'content-type' ? null : this.status < 400 ? 'application/json' : 'application/problem+json'
    abort = () => {
      if (this.#entry) this.#entry.isAborted = true
      this.onabort?.()
    }
    send = (body: FormData) => {
      const file = body.get('file')
      if (!(file instanceof File)) throw new Error('A file was expected.')
      this.#entry = {
        url: this.#url,
        file,
        isAborted: false,
        progress: (loaded, total) => this.upload.onprogress?.({ loaded, total }),
        answer: (status, answer) => {
          this.upload.onload?.()
          this.status = status
          this.responseText = JSON.stringify(answer)
          this.onload?.()
        },
        fail: () => this.onerror?.(),
      }
      uploads.push(this.#entry)
    }
  }
  vi.stubGlobal('XMLHttpRequest', Request)
  return uploads
}
