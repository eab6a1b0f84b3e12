// A team member other than the first: waits for a job in the control block, runs it, says so, waits again. The build bundles this file into
// program.ts; it runs in Node, where its data is there from the start, and in browsers, where they are the first message.
import { ARGS_BYTES, AT, MAX_ARGS, type WorkerData } from './control.ts'
import { nodeBuiltin } from './node.ts'
import type { Exports } from './wasm.ts'

class Member {
  readonly #program: Exports
  readonly #exportNames: readonly string[]
  readonly #state: Int32Array
  readonly #args: Float64Array
  readonly #team: number
  readonly #barrier: number

  constructor({ module, memory, control, team, barrier }: WorkerData) {
    this.#program = new WebAssembly.Instance(module, { env: { memory } }).exports as Exports
    this.#exportNames = WebAssembly.Module.exports(module).map((e) => e.name)
    this.#state = new Int32Array(memory.buffer, control, AT.words)
    this.#args = new Float64Array(memory.buffer, control + ARGS_BYTES, MAX_ARGS)
    this.#team = team
    this.#barrier = barrier
  }

  /** Works until the team is closed. */
  serve(): void {
    for (let seen = 0; ; ) {
      seen = this.#nextJob(seen)
      if (this.#state[AT.kernel] < 0) return
      this.#work()
    }
  }

  #nextJob(seen: number): number {
    const state = this.#state
    for (let i = 0; i < state[AT.spins]; i++) if (Atomics.load(state, AT.generation) !== seen) return Atomics.load(state, AT.generation)
    while (Atomics.load(state, AT.generation) === seen) Atomics.wait(state, AT.generation, seen)
    return Atomics.load(state, AT.generation)
  }

  #work(): void {
    const state = this.#state
    try {
      this.#program[this.#exportNames[state[AT.kernel]]](this.#team, ...this.#args.subarray(0, state[AT.argumentCount]))
    } catch {
      this.#program.poison(this.#barrier)
    }
    Atomics.add(state, AT.finished, 1)
    Atomics.notify(state, AT.finished)
  }
}

/** A member, or undefined where none could be made; the first member, which may be asleep, finds the answer in the control block. */
function join(data: WorkerData): Member | undefined {
  const state = new Int32Array(data.memory.buffer, data.control, AT.words)
  try {
    return new Member(data)
  } catch (error) {
    const reason = Array.from(String(error).slice(0, MAX_ARGS), (character) => character.charCodeAt(0))
    new Float64Array(data.memory.buffer, data.control + ARGS_BYTES, MAX_ARGS).fill(32).set(reason)
    Atomics.store(state, AT.failed, 1)
    return undefined
  } finally {
    Atomics.add(state, AT.ready, 1)
    Atomics.notify(state, AT.ready)
  }
}

const threads = nodeBuiltin<typeof import('node:worker_threads')>('node:worker_threads')
if (threads) join(threads.workerData as WorkerData)?.serve()
else
  globalThis.onmessage = ({ data }: MessageEvent<WorkerData>) => {
    const member = join(data)
    globalThis.postMessage('answered')
    member?.serve()
    globalThis.close()
  }
