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

/**
 * The page of the frame in which a diagram is drawn. It may run Mermaid and the script below and nothing else: no request of any
 * kind leaves it, whatever a diagram says. It draws what it is sent and sends back the pictures as SVG.
 * @param script The address of Mermaid
 * @param nonce That of this page's own scripts: a frame of this kind also keeps to the policy of the page around it
 */
export const toFramePage = (script: string, nonce: string): string => `<!doctype html>
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="default-src 'none'; script-src 'nonce-${nonce}'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<body>
<script nonce="${nonce}" src="${script}"></script>
<script nonce="${nonce}">${frameScript}</script>`

/** What the frame answers. */
export type FrameReply = { drawings: FrameDrawing[] } | { error: 'not-loaded' | 'broken' | 'too-large' }
type FrameDrawing = { svg: string; width: number; height: number; title: string }

/** Plain JavaScript, since it runs in the frame as it is written. Mermaid's own picture is no XML in all cases, so the page's is taken. */
const frameScript = `
const draw = async (code, config, number) => {
  mermaid.initialize(config)
  const host = document.body.appendChild(document.createElement('div'))
  host.innerHTML = (await mermaid.render('diagram-' + number, code)).svg
  const svg = host.querySelector('svg')
  const { width, height } = svg.viewBox.baseVal
  svg.removeAttribute('style')
  svg.setAttribute('width', width)
  svg.setAttribute('height', height)
  for (const link of svg.querySelectorAll('a')) for (const { name } of [...link.attributes]) if (name.endsWith('href')) link.removeAttribute(name)
  for (const box of svg.querySelectorAll('g > [style*="fill:"]:not(g, text)')) keepReadable(box)
  const title = svg.querySelector(':scope > title')?.textContent ?? ''
  return { svg: new XMLSerializer().serializeToString(svg), width, height, title }
}
// A diagram that colours a box does not know in which theme it is seen: the words in it are dark or light as its ground asks for.
const keepReadable = (box) => {
  const channels = getComputedStyle(box).fill.match(/[\\d.]+/g)
  const group = [box.parentElement, box.parentElement.parentElement].find((each) => each.querySelector('text'))
  if (!group || !channels || channels.length > 3) return
  const [red, green, blue] = channels.map(Number)
  const ink = 0.299 * red + 0.587 * green + 0.114 * blue > 140 ? '#201e1a' : '#eeedea'
  for (const words of group.querySelectorAll('text, tspan')) if (!words.closest('[style*="color:"]')) words.style.fill = ink
}
addEventListener('message', async ({ data: { code, configs }, ports: [port] }) => {
  if (typeof mermaid === 'undefined') return port.postMessage({ error: 'not-loaded' })
  try {
    const drawings = []
    for (const config of configs) drawings.push(await draw(code, config, drawings.length))
    port.postMessage({ drawings })
  } catch (error) {
    port.postMessage({ error: /limit exceeded/.test(error?.message) ? 'too-large' : 'broken' })
  }
})`
