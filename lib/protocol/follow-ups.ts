/** What `POST /api/runs/:id/follow-ups` answers: up to three questions to go on with, and the title of the chat where it has a new one. */
export type FollowUps = { title?: string; followUps: string[] }
