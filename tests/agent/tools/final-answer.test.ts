import { convertToOpenAITool } from '@langchain/core/utils/function_calling'
import { expect, test } from 'vitest'
import { createTools } from '@/lib/agent/tools'
import { finalAnswer, finalAnswerName } from '@/lib/agent/tools/final-answer'

test('final_answer has its answer first, so that it streams before anything else', () => {
  const { function: definition } = convertToOpenAITool(finalAnswer)
  expect(definition).toMatchObject({ name: finalAnswerName, parameters: { required: ['answer', 'tools_used'] } })
  expect(JSON.stringify(definition.parameters)).toMatch(/"properties":\{"answer":.*"tools_used":/)
})

const tools = createTools({ search: [{ provider: 'local' }], fetch })

test('the tools are told to a model in one order, and no two by one name', () => {
  const names = tools.map(({ name }) => name)
  expect(createTools({ search: [{ provider: 'local' }], fetch }).map(({ name }) => name)).toEqual(names)
  expect(new Set([...names, finalAnswerName]).size).toBe(names.length + 1)
})

test.each(tools.map((tool) => [tool.name, tool] as const))(
  '%s has its words, and a schema that a model can read',
  (name, tool) => {
    const { function: definition } = convertToOpenAITool(tool.binding)
    expect(definition.name).toBe(name)
    expect(definition.description).toMatch(/\.$/)
    expect(definition.parameters).toMatchObject({ type: 'object', properties: expect.anything() })
    expect(tool.words.noun).toEqual([expect.stringMatching(/./), expect.stringMatching(/./)])
  },
)

test.each([
  [{ provider: 'local' }, 'Searching the library'],
  [{ provider: 'wikipedia' }, 'Searching Wikipedia'],
  [{ provider: 'tavily', apiKey: 'k' }, 'Searching the web'],
] as const)('with %o the row says "%s"', (search, running) => {
  expect(createTools({ search: [search], fetch }).find(({ name }) => name === 'search')?.words.title?.running).toBe(running)
})
