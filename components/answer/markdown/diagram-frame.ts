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
