import fc from 'fast-check'
import { parse, stringify } from 'lossless-json'
import { describe, expect, test } from 'vitest'
import { type CallDraft, findDraftProblem, isNumber, toChangedArgs, toDraft } from '@/components/run/call-draft'
import { maxArgsBytes } from '@/lib/protocol/branch-point'

const fieldsOf = (argsText: string) => {
  const draft = toDraft(argsText)
  return draft.kind === 'fields' ? draft.fields : undefined
}
const writing = (argsText: string, values: Record<string, string>): CallDraft => {
  const draft = toDraft(argsText)
  if (draft.kind === 'json') throw new Error('There are no fields')
  return { ...draft, fields: draft.fields.map((field) => ({ ...field, value: values[field.label] ?? field.value })) }
}
const asJson = (text: string): CallDraft => ({ kind: 'json', text, before: '' })

describe('a field for each argument', () => {
  test('of plain values, by what they are', () => {
    const long = 'word '.repeat(20)
    const fields = fieldsOf(`{"x":10.50,"text":"a \\"b\\"","on":true,"off":false,"long":"${long}","lines":"a\\nb"}`)
    expect(fields?.map(({ label, kind, value, isLong }) => [label, kind, value, isLong])).toEqual([
      ['x', 'number', '10.50', false],
      ['text', 'text', 'a "b"', false],
      ['on', 'switch', 'true', false],
      ['off', 'switch', 'false', false],
      ['long', 'text', long, true],
      ['lines', 'text', 'a\nb', true],
    ])
  })

  test.each<[string, string]>([
    ['a list', '{"x":[1]}'],
    ['an object', '{"x":{}}'],
    ['nothing', '{"x":null}'],
    ['no arguments', '{}'],
    ['no text', ''],
    ['one name twice', '{"x":1,"x":1}'],
    ['one name twice, written differently', '{"x":1,"\\u0078":1}'],
    ['more than fit', JSON.stringify(Object.fromEntries(Array.from({ length: 13 }, (_, n) => [`k${n}`, n])))],
    ['text that ends early', '{"x":1,"y":'],
    ['no object', '[1]'],
    ['no JSON', 'sqrt(2)'],
  ])('not with %s', (_what, argsText) => {
    expect(toDraft(argsText).kind).toBe('json')
  })

  test('a name of nothing is shown with its quotes', () => {
    expect(fieldsOf('{"":1," ":2}')?.map(({ label }) => label)).toEqual(['""', '" "'])
  })
})

describe('what is run', () => {
  test.each<[string, Record<string, string>, string]>([
    ['{"x":10,"y":10}', { x: '15' }, '{"x":15,"y":10}'],
    ['{"x":1,"y":90071992547409931.10}', { x: '2' }, '{"x":2,"y":90071992547409931.10}'],
    ['{"x":1}', { x: ' 90071992547409931.10 ' }, '{"x":90071992547409931.10}'],
    ['{"x":1}', { x: 'abc' }, '{"x":"abc"}'],
    ['{"x":1}', { x: '' }, '{"x":""}'],
    ['{"x":1}', { x: '1,000' }, '{"x":"1,000"}'],
    ['{"x":"0.15"}', { x: '0.2' }, '{"x":"0.2"}'],
    ['{"on":true,"a":"\\u00e9"}', { on: 'false' }, '{"on":false,"a":"\\u00e9"}'],
    ['{"a":"x"}', { a: 'line\n"quoted"' }, '{"a":"line\\n\\"quoted\\""}'],
    ['{"__proto__":1}', { ['__proto__' as string]: '2' }, '{"__proto__":2}'],
  ])('%s with %j', (argsText, values, args) => {
    expect(toChangedArgs(writing(argsText, values)) ?? argsText).toBe(args)
  })

  test('is as it was where nothing was changed, whatever it was', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (argsText) => {
        expect(toChangedArgs(toDraft(argsText))).toBeUndefined()
      }),
    )
  })

  test('has one value changed and all else as it was', () => {
    const values = fc.oneof(fc.string(), fc.integer(), fc.boolean())
    const args = fc.dictionary(fc.string(), values, { minKeys: 1, maxKeys: 6 })
    fc.assert(
      fc.property(args, fc.nat(), fc.string(), (before, at, text) => {
        const argsText = JSON.stringify(before)
        const draft = toDraft(argsText)
        if (draft.kind === 'json') throw new Error('These are plain values')
        const index = at % draft.fields.length
        const field = draft.fields[index]
        if (!field) throw new Error('There is such a field')
        const value = field.kind === 'switch' ? String(field.value !== 'true') : text
        const fields = draft.fields.with(index, { ...field, value })
        const key: string = JSON.parse(field.key)
        const expected = field.kind === 'text' ? text : field.kind === 'number' && !isNumber(text) ? text : JSON.parse(value)
        const after: Record<string, unknown> = JSON.parse(toChangedArgs({ kind: 'fields', fields }) ?? argsText)
        expect(after).toEqual({ ...before, [key]: expected })
        expect(Object.keys(after)).toEqual(Object.keys(before))
      }),
    )
  })

  test('as JSON says the same as what the model wrote, over lines where it is long', () => {
    const deep = '{"list":[1,90071992547409931],"filter":{"name":"caf\\u00e9 \\u0000","since":null},"note":"so that it is long"}'
    const draft = toDraft(deep)
    if (draft.kind === 'fields') throw new Error('It has no fields')
    expect(draft.text).toContain('\n  "filter"')
    expect(stringify(parse(draft.text))).toBe(stringify(parse(deep)))
  })
})

describe('what is wrong with it is said, and where', () => {
  test.each<[string, string | undefined]>([
    ['{"x": 1}', undefined],
    ['  {"x": [1, {"y": null}]}\n', undefined],
    ['{"x": 1', "Line 1, column 8: quoted object key or end of object '}' expected but reached end of input."],
    ['{"x": 1\n "y": 2}', "Line 2, column 2: comma ',' expected after value but got '\"'."],
    ['{"x": 1,\n}', "Line 2, column 1: quoted object key expected but got '}'."],
    ['{"x": }', "Line 1, column 7: object value expected after ':'."],
    ['{x: 1}', "Line 1, column 2: quoted object key expected but got 'x'."],
    ['{"x": 1} 2', "Line 1, column 10: expected end of input but got '2'."],
    ['{"x": "a\n"}', 'Line 1, column 9: a text cannot contain a line break or a tab, write \\n or \\t.'],
    ['', 'Line 1, column 1: JSON value expected but reached end of input.'],
    ['[1]', 'Arguments must be an object: names and values between { and }.'],
    ['7', 'Arguments must be an object: names and values between { and }.'],
    ['null', 'Arguments must be an object: names and values between { and }.'],
  ])('%j', (text, problem) => {
    expect(findDraftProblem(asJson(text))).toBe(problem)
  })

  test('of text that is too long or too deep', () => {
    const long = 'é'.repeat(maxArgsBytes / 2)
    expect(findDraftProblem(asJson(`{"x":"${long}"}`))).toBe('These arguments are too long. The limit is 32 KB.')
    expect(findDraftProblem(writing('{"x":"short"}', { x: long }))).toBe('These arguments are too long. The limit is 32 KB.')
    const deep = `{"x":${'['.repeat(15_000)}${']'.repeat(15_000)}}`
    expect([undefined, 'This is nested too deeply.']).toContain(findDraftProblem(asJson(deep)))
  })

  test('of any text there is an opinion', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const isFine = findDraftProblem(asJson(text)) === undefined
        if (isFine) expect(JSON.parse(text)).toBeTypeOf('object')
      }),
    )
  })
})
