// A page's script and a Web Worker's: the question stands in its address, the answer goes back to the server.
import { answer } from './answer.ts'

const question = JSON.parse(decodeURIComponent(location.search.slice(1)))
const told = await answer(question).catch((error) => ({ error: String(error) }))
await fetch('/answer', { method: 'POST', body: JSON.stringify(told) })
