// @vitest-environment happy-dom
import { expect, test } from 'vitest'

test('a link that is pressed in a test leaves the page, which other files share, where it is', async () => {
  const { href } = location
  const link = Object.assign(document.createElement('a'), { href: '/elsewhere' })
  document.body.append(link)
  link.click()
  await new Promise((resolve) => setTimeout(resolve))
  expect(location.href).toBe(href)
  link.remove()
})
