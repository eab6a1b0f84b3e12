// A team member other than the first: waits for a job in the control block, runs it, says so, waits again.
import { workerData } from 'node:worker_threads'
import { ARGS_BYTES, AT, type WorkerData } from './control.ts'
import type { Exports } from './wasm.ts'

const { module, memory, control, team, barrier } = workerData as WorkerData
const program = new WebAssembly.Instance(module, { env: { memory } }).exports as Exports
const exportNames = WebAssembly.Module.exports(module).map((e) => e.name)
const state = new Int32Array(memory.buffer, control, AT.words)
const args = new Float64Array(memory.buffer, control + ARGS_BYTES, 64)

function nextJob(seen: number): number {
  for (let i = 0; i < state[AT.spins]; i++) if (Atomics.load(state, AT.generation) !== seen) return Atomics.load(state, AT.generation)
  while (Atomics.load(state, AT.generation) === seen) Atomics.wait(state, AT.generation, seen)
  return Atomics.load(state, AT.generation)
}

function work(): void {
  try {
    program[exportNames[state[AT.kernel]]](team, ...args.subarray(0, state[AT.argumentCount]))
  } catch {
    program.poison(barrier)
  }
  Atomics.add(state, AT.finished, 1)
  Atomics.notify(state, AT.finished)
}

Atomics.add(state, AT.ready, 1)
Atomics.notify(state, AT.ready)
for (let seen = 0; ; ) {
  seen = nextJob(seen)
  if (state[AT.kernel] < 0) break
  work()
}
