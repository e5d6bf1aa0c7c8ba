import { HumanMessage } from '@langchain/core/messages'
import type { ChatPromptValueInterface } from '@langchain/core/prompt_values'
import { RunnableLambda } from '@langchain/core/runnables'

/** A question and its images as one message: strict servers refuse two of a person's in a row. */
export const withImages = RunnableLambda.from((prompt: ChatPromptValueInterface) => {
  const messages = prompt.toChatMessages()
  const at = messages.findIndex((message) => HumanMessage.isInstance(message) && Array.isArray(message.content))
  const [question, images] = messages.slice(at - 1, at + 1)
  if (at < 1 || !question || !Array.isArray(images?.content)) return messages
  const content = [{ type: 'text' as const, text: question.text }, ...images.content]
  return messages.toSpliced(at - 1, 2, new HumanMessage({ content }))
})
