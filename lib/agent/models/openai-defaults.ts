/** What is asked when a key is set and nothing else: small, current, and it takes tools. */
export const defaultOpenAiModel = 'gpt-5-mini'

/** Given in full, so that no other variable of the environment (`OPENAI_API_BASE`, a gateway) sends the key elsewhere. */
export const openAiBaseUrl = 'https://api.openai.com/v1'
