import { ARGS_BYTES, AT, BARRIER_BYTES, CONTROL_BYTES, MAX_ARGS, SPINS, type WorkerData } from './control.ts'
import { nodeBuiltin } from './node.ts'
import { availableThreads } from './probe.ts'
import { workerSource } from './program.ts'
import { type Exports, TEAM_BYTES } from './wasm.ts'

const START_TIMEOUT_MS = 30_000

/** Node runs a worker beside a creator that waits for it. */
function startInNode(workerData: WorkerData): void {
  const { Worker } = nodeBuiltin<typeof import('node:worker_threads')>('node:worker_threads') as typeof import('node:worker_threads')
  new Worker(workerSource, { eval: true, workerData, execArgv: [] }).unref()
}

/** A browser begins a worker when its creator has returned to the event loop: resolves when the worker has answered. */
async function startInBrowser(data: WorkerData, url: string | URL): Promise<void> {
  const worker = new Worker(url, { type: 'module' })
  let timer: ReturnType<typeof setTimeout> | undefined
  try {
    await new Promise((resolve, reject) => {
      worker.onmessage = resolve
      worker.onerror = ({ message }) =>
        reject(message || 'the page’s policy must allow worker-src blob:, or start({ worker }) say where its script is')
      timer = setTimeout(reject, START_TIMEOUT_MS, `no answer within ${START_TIMEOUT_MS / 1000} s`)
      worker.postMessage(data)
    })
  } catch (reason) {
    worker.terminate()
    throw new Error(`a worker of the team did not start: ${reason}`)
  } finally {
    clearTimeout(timer)
  }
}

/** The workers and the memory through which they are told what to do. */
export class Team {
  readonly #state: Int32Array
  readonly #args: Float64Array
  readonly #memory: WebAssembly.Memory
  readonly #barrier: number
  readonly #records: number
  readonly #size: number
  readonly #members: readonly WorkerData[]

  constructor(module: WebAssembly.Module, memory: WebAssembly.Memory, allocate: (bytes: number) => number, size: number) {
    const control = allocate(CONTROL_BYTES)
    this.#barrier = allocate(BARRIER_BYTES)
    this.#records = allocate(TEAM_BYTES * size)
    this.#memory = memory
    this.#size = size
    this.#state = new Int32Array(memory.buffer, control, AT.words).fill(0)
    // More members than cores: a poll only keeps another member from its core.
    this.#state[AT.spins] = size <= availableThreads() ? SPINS : 0
    this.#args = new Float64Array(memory.buffer, control + ARGS_BYTES, MAX_ARGS)
    new Int32Array(memory.buffer, this.#barrier, 3).fill(0)
    const records = new Int32Array(memory.buffer, this.#records, size * (TEAM_BYTES / 4))
    for (let rank = 0; rank < size; rank++) records.set([rank, size, this.#barrier], rank * (TEAM_BYTES / 4))
    this.#members = Array.from({ length: size - 1 }, (_, i) => {
      const team = this.#records + (i + 1) * TEAM_BYTES
      return { module, memory, control, team, barrier: this.#barrier }
    })
  }

  /** Starts the workers and waits for them, in Node. Raises Error when one does not start. */
  startNow(): this {
    this.#members.forEach(startInNode)
    this.#await(AT.ready, this.#size - 1, START_TIMEOUT_MS)
    return this.#checked()
  }

  /** Starts the workers in a browser, from `url` or else from the embedded source. Rejects when one does not start. */
  async start(url: string | URL | undefined): Promise<this> {
    const blob = url ?? URL.createObjectURL(new Blob([workerSource], { type: 'text/javascript' }))
    try {
      await Promise.all(this.#members.map((data) => startInBrowser(data, blob)))
      return this.#checked()
    } catch (error) {
      this.close()
      throw error
    } finally {
      if (!url) URL.revokeObjectURL(blob as string)
    }
  }

  run(program: Exports, index: number, name: string, args: readonly number[]): void {
    const state = this.#state
    this.#args.set(args)
    state[AT.kernel] = index
    state[AT.argumentCount] = args.length
    state[AT.finished] = 0
    this.#wake()
    let failure: unknown
    try {
      program[name](this.#records, ...args)
    } catch (error) {
      failure = error
      program.poison(this.#barrier)
    }
    this.#await(AT.finished, this.#size - 1)
    const barrier = new Int32Array(this.#memory.buffer, this.#barrier, 3)
    const poisoned = barrier[2] !== 0
    barrier.fill(0)
    if (poisoned) throw new Error(`kernel ${name} failed in a member of its team`, { cause: failure })
  }

  close(): void {
    this.#state[AT.kernel] = -1
    this.#wake()
  }

  #wake(): void {
    Atomics.add(this.#state, AT.generation, 1)
    Atomics.notify(this.#state, AT.generation)
  }

  #checked(): this {
    if (!Atomics.load(this.#state, AT.failed)) return this
    this.close()
    throw new Error(`a worker of the team did not start: ${String.fromCharCode(...this.#args).trim()}`)
  }

  #await(word: number, wanted: number, timeoutMs = Number.POSITIVE_INFINITY): void {
    for (let i = 0; i < this.#state[AT.spins]; i++) if (Atomics.load(this.#state, word) >= wanted) return
    for (let seen = Atomics.load(this.#state, word); seen < wanted; seen = Atomics.load(this.#state, word))
      if (Atomics.wait(this.#state, word, seen, timeoutMs) === 'timed-out')
        throw new Error(`the worker team did not start within ${timeoutMs / 1000} s`)
  }
}
