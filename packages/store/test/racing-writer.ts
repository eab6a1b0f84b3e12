// Run by races.proof.test.ts as a thread: a store of its own, in which it does its part of a round when told, a little later than told.

import { setTimeout } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { openStore } from '../dist/index.js'
import { exampleRun } from './example-run.ts'

export interface Turn {
  readonly race: keyof typeof races
  readonly asset: string
  readonly delay: number
}

const { at, writer } = workerData as { at: string; writer: number }
const store = await openStore(at, { busyTimeoutMs: 60_000 })
const small = (asset: string, seed: number) => exampleRun({ asset, seed, rows: 3 })

const races = {
  'first runs': (asset: string) => store.saveRun(small(asset, writer)),
  'one run': (asset: string) => store.saveRun(small(asset, 1)),
  trainings: (asset: string) => store.saveModel({ asset, maturity: 'CONVERGED', reason: '', summary: {}, body: `${writer}`, promote: true }),
  contexts: (asset: string) => store.saveScored(small(asset, writer), { body: `${writer}`, lastTime: writer }),
}

const said = (error: unknown) => ({ failed: error instanceof Error ? `${error.message} ${error.stack}` : String(error) })

parentPort?.on('message', async (turn: Turn | 'end') => {
  if (turn === 'end') {
    await store.close()
    return parentPort?.close()
  }
  await setTimeout(turn.delay)
  parentPort?.postMessage(await races[turn.race](turn.asset).then((did) => ({ did }), said))
})
parentPort?.postMessage('ready')
