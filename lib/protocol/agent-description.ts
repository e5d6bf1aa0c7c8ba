/** What the model is told, for those who want to ask the same elsewhere; a part of what `GET /api/agent` answers. */
export type AgentDescription = {
  /** The system message; `{today}` stands for the date, `{last}` for a sentence that only the last turn has. */
  system: string
  /** The tools in the order in which the model is told of them; the last one is how it answers. */
  tools: ToolDescription[]
}

export type ToolDescription = {
  name: string
  description: string
  /** JSON Schema of the arguments. */
  parameters: object
}
