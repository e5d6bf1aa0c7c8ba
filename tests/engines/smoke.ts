import assert from 'node:assert/strict'
import type { Engine } from './engine'

const waitMs = 15_000
const sums = 'what is 10 + 10, then multiply by 7'

/** What everybody does with the app, once through, in one browser. Throws at the first thing that is not so. */
export const smoke = async (engine: Engine, url: string, step: (title: string) => void): Promise<void> => {
  const { evaluate } = engine
  const until = async (what: string, expression: string): Promise<void> => {
    if (await evaluate<boolean>(soon(expression))) return
    const words = await evaluate<string>('document.body.innerText')
    throw new Error(`${what}: not within ${waitMs / 1000} s. The page says:\n…${words.slice(-500)}`)
  }
  const press = (...keys: string[]) =>
    engine.perform([
      {
        type: 'key',
        id: 'keys',
        actions: keys.flatMap((value) => [
          { type: 'keyDown', value },
          { type: 'keyUp', value },
        ]),
      },
    ])
  const chord = (modifier: string, key: string) =>
    engine.perform([
      {
        type: 'key',
        id: 'keys',
        actions: [
          { type: 'keyDown', value: modifier },
          { type: 'keyDown', value: key },
          { type: 'keyUp', value: key },
          { type: 'keyUp', value: modifier },
        ],
      },
    ])
  const click = async (name: string) => {
    await until(`The button "${name}" is there`, `!!${button(name)}`)
    const [x, y] = await evaluate<[number, number]>(
      `(() => { const button = ${button(name)}; button.scrollIntoView({ block: 'center' }); const box = button.getBoundingClientRect(); return [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)] })()`,
    )
    const actions = [
      { type: 'pointerMove', x, y },
      { type: 'pointerDown', button: 0 },
      { type: 'pointerUp', button: 0 },
    ]
    await engine.perform([{ type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions }])
  }
  const ask = async (question: string) => {
    await until('The field has the focus', `document.activeElement?.id === 'composer'`)
    await press(...question)
    await until('Send can be pressed', `${button('Send')}?.disabled === false || !!${button('Stop')}`)
    await press(enter)
  }
  const answered = (turns: number, text: string) =>
    until(
      `Answer ${turns} is "${text}"`,
      `document.querySelectorAll('[data-slot=answer]')[${turns - 1}]?.textContent.includes(${JSON.stringify(text)}) && ${buttons('Regenerate')}.length >= ${turns}`,
    )

  step('ask, see the steps and the answer')
  await engine.go(url)
  await ask(sums)
  await answered(1, '140')
  assert.equal(await evaluate('document.querySelectorAll("[data-slot=step] [data-slot=call]").length'), 2)

  step('reload')
  const address = await evaluate<string>('location.pathname')
  assert.match(address, /^\/chat\//)
  await engine.go(url + address)
  await answered(1, '140')

  step('follow up')
  await ask('and add 2')
  await answered(2, '142')

  step('stop')
  await ask('What is an append-only log, and why is it used?')
  await until('The run goes', `!!${button('Stop')}`)
  await press(escapeKey)
  await until('The run has been stopped', `/You stopped this run/.test(document.body.innerText)`)

  step('versions')
  await click('Regenerate')
  await until('There is a second version', `/2\\s*\\/\\s*2/.test(document.body.innerText)`)
  await until('It has ended', `!${button('Stop')}`)

  step('copy')
  await click('Copy answer')
  await until(
    'It is copied',
    `/Copied|copied/.test(document.body.innerText + [...document.querySelectorAll('[aria-label]')].map((each) => each.ariaLabel).join())`,
  )

  step('theme')
  const toggle = '[...document.querySelectorAll("header button")].find((each) => /Switch to/.test(each.textContent))'
  const theme = 'document.documentElement.dataset.theme'
  await evaluate(`${toggle}.click()`)
  const first = await evaluate<string>(theme)
  await evaluate(`${toggle}.click()`)
  await until('The theme is the other one', `${theme} !== ${JSON.stringify(first)}`)

  step('keyboard')
  await chord(control, 'k')
  await until('The command menu is open', `!!document.querySelector('dialog[open] [role=combobox]')`)
  await press(escapeKey)
  await until('The command menu is closed', `!document.querySelector('dialog[open]')`)
}

/** Whether an expression becomes true before it is too late: it is looked at again whenever the page changes. */
const soon = (expression: string): string => `new Promise((resolve) => {
  const end = (isTrue) => {
    observer.disconnect()
    removeEventListener('focusin', look)
    resolve(isTrue)
  }
  const look = () => { if (${expression}) end(true) }
  const observer = new MutationObserver(look)
  observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
  addEventListener('focusin', look)
  setTimeout(end, ${waitMs}, false)
  look()
})`

const enter = '\uE007'
const escapeKey = '\uE00C'
const control = '\uE009'

const buttons = (name: string): string =>
  `[...document.querySelectorAll('button')].filter((each) => (each.getAttribute('aria-label') ?? each.textContent.trim()) === ${JSON.stringify(name)})`
/** The newest one of that name. */
const button = (name: string): string => `${buttons(name)}.at(-1)`
