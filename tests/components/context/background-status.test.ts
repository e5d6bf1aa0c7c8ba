import { describe, expect, test } from 'vitest'
import { toBackgroundStatus, toDocumentTitle, toFavicon } from '@/components/context/background-status'
import { failed, runIn } from '@/tests/components/chat/chat-fixture'

describe('a run out of sight', () => {
  test.each([
    ['that works', runIn({ name: 'working' }), '● Working · Towers'],
    ['that answers', runIn({ name: 'answering' }), '● Working · Towers'],
    ['that is done', runIn({ name: 'done' }), '✓ Answer ready · Towers'],
    ['that failed', runIn(failed()), '! Stopped on an error · Towers'],
    ['that was stopped', runIn({ name: 'stopped' }), 'Towers · Unfold'],
  ])('%s titles the tab', (_title, run, expected) => {
    expect(toDocumentTitle('Towers', toBackgroundStatus(run, true))).toBe(expected)
  })

  test('is only said while the tab is hidden', () => {
    expect(toDocumentTitle('Towers', toBackgroundStatus(runIn({ name: 'working' }), false))).toBe('Towers · Unfold')
  })

  test('has three dots that differ', () => {
    expect(new Set([toFavicon('working'), toFavicon('ready'), toFavicon('failed')]).size).toBe(3)
  })
})

test.each([undefined, ''])('without a question, or while its chat is not known, the tab has the name of the product', (title) => {
  expect(toDocumentTitle(title, undefined)).toBe('Unfold')
})
