/** The least a route can do: the model's own bytes, handed on. */
export const dynamic = 'force-dynamic'

export async function POST(request) {
  const { question } = await request.json()
  const answer = await fetch(`${process.env.OPENAI_BASE_URL}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${process.env.OPENAI_API_KEY}` },
    body: JSON.stringify({ model: process.env.MODEL, stream: true, messages: [{ role: 'user', content: question }] }),
    signal: request.signal,
  })
  return new Response(answer.body, {
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-cache, no-transform' },
  })
}
