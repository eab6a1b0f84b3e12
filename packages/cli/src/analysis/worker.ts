import { parentPort, workerData } from 'node:worker_threads'
import { asProblem } from '../problem.ts'
import type { Message } from './messages.ts'
import { perform, type Watch } from './perform.ts'
import type { Request } from './request.ts'

const PROGRESS_EVERY_MS = 50

const { request, cancel } = workerData as { request: Request; cancel: Int32Array }
const send = (message: Message) => parentPort?.postMessage(message)

/** Passes on the first report of a phase and then one every 50 ms. */
function thinned(): Watch['progress'] {
  let [last, sentAt] = ['', 0]
  return (phase, done, total) => {
    const now = performance.now()
    if (phase === last && now - sentAt < PROGRESS_EVERY_MS) return
    ;[last, sentAt] = [phase, now]
    send({ kind: 'progress', phase, done, total })
  }
}

try {
  const performed = await perform(request, { progress: thinned(), cancel: () => Atomics.load(cancel, 0) !== 0 })
  send({ kind: 'performed', performed })
} catch (error) {
  const stack = error instanceof Error ? error.stack : undefined
  send({ kind: 'problem', problem: asProblem(error).toJSON(), ...(stack && { stack }) })
}
