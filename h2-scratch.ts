import { AIMessage, HumanMessage, SystemMessage, ToolMessage, type BaseMessage } from '@langchain/core/messages'
import { createTools } from '@/lib/agent/tools/index'
import { finalAnswer } from '@/lib/agent/tools/final-answer'
import { DemoModel } from '@/lib/agent/models/demo/demo-model'
import { SourceNumbers } from '@/lib/agent/source-numbers'
import { ToolFailure } from '@/lib/agent/tools/define-tool'
import { withoutCitations } from '@/lib/agent/history'
const tools = createTools({search:{provider:'local'}, fetch})
const bound = new DemoModel({tokensPerSecond:0}).bindTools([...tools.map(t=>t.binding), finalAnswer])
let history: BaseMessage[] = []
async function ask(q: string) {
  if (q.startsWith('+')) q = q.slice(1); else history = []
  console.log('\n────', q)
  const pad: BaseMessage[] = []; const numbers = new SourceNumbers()
  for (let turn=1; turn<=8; turn++) {
    const m = await bound.invoke([new SystemMessage('You are'), ...history, new HumanMessage(q), ...pad]) as AIMessage
    if (m.text) console.log('  note:', m.text)
    const f = m.tool_calls!.find(c=>c.name==='final_answer')
    if (f) { console.log(f.args['answer']); console.log('  used', JSON.stringify(f.args['tools_used']), m.usage_metadata?.output_tokens); history.push(new HumanMessage(q), new AIMessage(withoutCitations(f.args['answer']))); return }
    console.log('  '+turn+':', m.tool_calls!.map(c=>`${c.name}(${Object.values(c.args).join(', ')})`).join('  ∥  '))
    pad.push(new AIMessage({content:m.text,tool_calls:m.tool_calls!}))
    for (const c of m.tool_calls!) { try { const r = await tools.find(t=>t.name===c.name)!.start(c.args,{signal:new AbortController().signal,progress(){},now:Date.now}); pad.push(new ToolMessage({tool_call_id:c.id!,name:c.name,content:numbers.number(r).content})) } catch (e) { pad.push(new ToolMessage({tool_call_id:c.id!,name:c.name,status:'error',content:`Error: ${(e as ToolFailure).message}`})) } }
  }
}
const { readFileSync } = await import('node:fs')
for (const q of readFileSync(process.argv[2]!,'utf8').split('\n').filter(Boolean)) await ask(q)
