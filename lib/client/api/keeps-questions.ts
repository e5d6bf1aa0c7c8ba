/** Whether the server says that it can answer and keep a question now. False where it does not say anything. */
export const keepsQuestions = ({ baseUrl, fetch }: { baseUrl: string; fetch: typeof globalThis.fetch }): Promise<boolean> =>
  fetch(`${baseUrl}/api/health`, { cache: 'no-store' }).then(
    ({ ok }) => ok,
    () => false, // It will be asked again.
  )
