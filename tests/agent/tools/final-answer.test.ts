import { convertToOpenAITool } from '@langchain/core/utils/function_calling'
import { expect, test } from 'vitest'
import { createTools } from '@/lib/agent/tools'
import { finalAnswer, finalAnswerName } from '@/lib/agent/tools/final-answer'

test('final_answer has its answer first, so that it streams before anything else', () => {
  const { function: definition } = convertToOpenAITool(finalAnswer)
  expect(definition).toMatchObject({ name: finalAnswerName, parameters: { required: ['answer', 'tools_used'] } })
  expect(JSON.stringify(definition.parameters)).toMatch(/"properties":\{"answer":.*"tools_used":/)
})

test('the tools are told to a model in one order, each with its words and a schema it can read', () => {
  const tools = createTools({ search: [{ provider: 'local' }], fetch })
  expect(tools.map(({ name }) => name)).toEqual([
    'add',
    'subtract',
    'multiply',
    'divide',
    'exponentiate',
    'calculate',
    'current_time',
    'search',
  ])
  for (const tool of tools) {
    const { function: definition } = convertToOpenAITool(tool.binding)
    expect(definition.description).toMatch(/\.$/)
    expect(definition.parameters).toMatchObject({ type: 'object', properties: expect.anything() })
    expect(tool.words.effects).toBe('none')
  }
})

test.each([
  [{ provider: 'local' }, 'Searching the library'],
  [{ provider: 'wikipedia' }, 'Searching Wikipedia'],
  [{ provider: 'tavily', apiKey: 'k' }, 'Searching the web'],
] as const)('with %o the row says "%s"', (search, running) => {
  expect(createTools({ search: [search], fetch }).find(({ name }) => name === 'search')?.words.title?.running).toBe(running)
})
