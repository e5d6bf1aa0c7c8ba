import { type FrameReply, toFramePage } from './diagram-frame'
import { diagramConfig, maxDiagramChars } from './diagram-theme'

/** A diagram as a picture for each theme, in px. */
export type Diagram = { light: string; dark: string; width: number; height: number; title: string }

export type DiagramFailure = 'broken' | 'too-large' | 'not-loaded'

/** The build turns this into the address of a file of its own, which is fetched with the first diagram. */
const mermaid = () => new URL(new URL('@mermaid-js/tiny/dist/mermaid.tiny.js', import.meta.url).href, location.origin).href

/** A picture that is larger than this, in characters or in px, is a burden to the page. */
const maxSvgChars = 2_000_000
const maxSide = 12_000
/** How long Mermaid may be fetched, and how long a diagram may be drawn. */
const loadMs = 30_000
const drawMs = 5_000

/**
 * Draws the source of a Mermaid diagram, in a frame of its own that is gone afterwards. The frame is of no origin and can reach
 * neither this page nor any server. What comes back is shown as an image, in which nothing runs and nothing is loaded or linked.
 */
export const drawDiagram = async (code: string, signal: AbortSignal): Promise<Diagram | DiagramFailure> =>
  code.length > maxDiagramChars ? 'too-large' : inTurn(() => draw(code, signal))

/** One at a time: each frame may be a process of the browser. */
const inTurn = <Result>(task: () => Promise<Result>): Promise<Result> => {
  const result = last.then(task)
  last = result.catch(() => undefined)
  return result
}
let last: Promise<unknown> = Promise.resolve()

const draw = async (code: string, signal: AbortSignal): Promise<Diagram | DiagramFailure> => {
  if (signal.aborted) return 'not-loaded'
  const frame = document.createElement('iframe')
  frame.setAttribute('sandbox', 'allow-scripts')
  frame.srcdoc = toFramePage(mermaid(), nonceOf(document))
  frame.tabIndex = -1
  frame.ariaHidden = 'true'
  // It is laid out, since text is measured in it, but seen by nobody.
  frame.style.cssText = 'position:fixed;top:0;left:-10000px;width:1200px;height:800px;border:0;visibility:hidden'
  try {
    const loaded = once(frame, 'load', AbortSignal.any([signal, AbortSignal.timeout(loadMs)]))
    document.body.append(frame)
    if (!(await loaded)) return 'not-loaded'
    const { port1, port2 } = new MessageChannel()
    const replied = once(port1, 'message', AbortSignal.any([signal, AbortSignal.timeout(drawMs)]))
    port1.start()
    frame.contentWindow?.postMessage({ code, configs: [diagramConfig('light'), diagramConfig('dark')] }, '*', [port2])
    const reply = await replied
    port1.close()
    return reply ? toDiagram((reply as MessageEvent<FrameReply>).data) : 'too-large'
  } finally {
    frame.remove()
  }
}

const toDiagram = (reply: FrameReply): Diagram | DiagramFailure => {
  if ('error' in reply) return reply.error
  const [light, dark] = reply.drawings
  if (!light || !dark || !(light.width > 0 && light.height > 0)) return 'broken'
  const { width, height, title } = light
  if (Math.max(light.svg.length, dark.svg.length) > maxSvgChars || Math.max(width, height) > maxSide) return 'too-large'
  return { light: toImage(light.svg), dark: toImage(dark.svg), width, height, title }
}

const toImage = (svg: string): string => `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`

/** The event, or `undefined` once the signal is aborted. */
const once = (target: EventTarget, type: string, signal: AbortSignal): Promise<Event | undefined> =>
  new Promise((resolve) => {
    target.addEventListener(type, resolve, { once: true, signal })
    signal.addEventListener('abort', () => resolve(undefined), { once: true })
  })

const nonceOf = (page: Document): string => page.querySelector<HTMLScriptElement>('script[nonce]')?.nonce ?? ''
