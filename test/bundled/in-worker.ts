import { start } from '@acm/kernels'
import { judged } from './judge.ts'

async function told(): Promise<unknown> {
  await start()
  return judged(await (await fetch('/history.csv')).blob())
}
await fetch('/answer', { method: 'POST', body: JSON.stringify(await told().catch((error) => ({ error: String(error?.stack ?? error) }))) })
