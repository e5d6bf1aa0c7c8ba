import { expect, test } from 'vitest'
import { createListeners, createStore } from '@/lib/client/store/create-store'

test('a store has its newest value, and notifies of each change until one unsubscribes', () => {
  const store = createStore<'one' | 'two' | 'three'>('one')
  const seen: string[] = []
  const unsubscribe = store.subscribe(() => seen.push(store.getState()))
  store.setState('two')
  store.setState('two')
  expect(seen).toEqual(['two'])
  unsubscribe()
  store.setState('three')
  expect(seen).toEqual(['two'])
  expect(store.getState()).toBe('three')
})

test('listeners that come or go while others are called are called, or not, the next time', () => {
  const listeners = createListeners()
  const called: string[] = []
  const removeSecond = () => remove()
  listeners.add(() => {
    called.push('first')
    removeSecond()
    if (listeners.size < 2) listeners.add(() => called.push('third'))
  })
  const remove = listeners.add(() => called.push('second'))
  listeners.notify()
  expect(called).toEqual(['first', 'second'])
  listeners.notify()
  expect(called).toEqual(['first', 'second', 'first', 'third'])
})
