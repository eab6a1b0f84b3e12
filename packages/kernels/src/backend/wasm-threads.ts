import type { Block } from './backend.ts'
import { ARGS_BYTES, AT, BARRIER_BYTES, CONTROL_BYTES, SPINS, type WorkerData } from './control.ts'
import { availableThreads, decodeBase64, nodeBuiltin } from './probe.ts'
import { wasmThreads } from './program.ts'
import { SharedCopy } from './shared-copy.ts'
import { type Exports, ProgramBackend, TEAM_BYTES } from './wasm.ts'

/** A call cheaper than this (nanoseconds, estimated) is not worth waking the team. */
const TEAM_THRESHOLD = 60_000
const START_TIMEOUT_MS = 30_000

/** SIMD, shared memory, one worker a core beside the calling thread; the team starts on the first call that is worth it. */
export class WasmThreadsBackend extends ProgramBackend {
  readonly name = 'wasm-threads'
  readonly threads: number
  readonly #module: WebAssembly.Module
  readonly #exportIndex: ReadonlyMap<string, number>
  readonly #threshold: number
  readonly #copy: SharedCopy | undefined
  #team: Team | undefined

  constructor(threads: number, threshold = TEAM_THRESHOLD) {
    const memory = new WebAssembly.Memory({ initial: 2, maximum: 65_536, shared: true })
    const module = new WebAssembly.Module(decodeBase64(wasmThreads))
    super(memory, new WebAssembly.Instance(module, { env: { memory } }))
    this.threads = threads
    this.#threshold = threshold
    this.#copy = SharedCopy.create(memory)
    this.#module = module
    this.#exportIndex = new Map(WebAssembly.Module.exports(module).map((e, i) => [e.name, i]))
  }

  override close(): void {
    this.#team?.close()
    this.#team = undefined
  }

  protected override copyIn(block: Block, values: Float64Array): void {
    if (this.#copy) this.#copy.into(block.ptr, values)
    else super.copyIn(block, values)
  }

  protected override copyOut(block: Block, values: Float64Array): void {
    if (this.#copy) this.#copy.outOf(block.ptr, values)
    else super.copyOut(block, values)
  }

  protected teamSize(cost: number): number {
    return cost < this.#threshold ? 1 : this.threads
  }

  protected callTeam(name: string, args: readonly number[]): void {
    this.#team ??= new Team(this.#module, this.arena.memory, (bytes) => this.arena.allocate(bytes), this.threads)
    this.#team.run(this.exports, this.#exportIndex.get(name) as number, name, args)
  }
}

/** The workers and the memory through which they are told what to do. */
class Team {
  readonly #state: Int32Array
  readonly #args: Float64Array
  readonly #memory: WebAssembly.Memory
  readonly #barrier: number
  readonly #records: number
  readonly #size: number

  constructor(module: WebAssembly.Module, memory: WebAssembly.Memory, allocate: (bytes: number) => number, size: number) {
    const control = allocate(CONTROL_BYTES)
    this.#barrier = allocate(BARRIER_BYTES)
    this.#records = allocate(TEAM_BYTES * size)
    this.#memory = memory
    this.#size = size
    this.#state = new Int32Array(memory.buffer, control, AT.words).fill(0)
    // More members than cores: a poll only keeps another member from its core.
    this.#state[AT.spins] = size <= availableThreads() ? SPINS : 0
    this.#args = new Float64Array(memory.buffer, control + ARGS_BYTES, 64)
    new Int32Array(memory.buffer, this.#barrier, 3).fill(0)
    const records = new Int32Array(memory.buffer, this.#records, size * (TEAM_BYTES / 4))
    for (let rank = 0; rank < size; rank++) records.set([rank, size, this.#barrier], rank * (TEAM_BYTES / 4))
    for (let rank = 1; rank < size; rank++)
      this.#startWorker({ module, memory, control, team: this.#records + rank * TEAM_BYTES, barrier: this.#barrier })
    this.#await(AT.ready, size - 1, START_TIMEOUT_MS)
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

  #startWorker(data: WorkerData): void {
    const { Worker } = nodeBuiltin<typeof import('node:worker_threads')>('node:worker_threads') as typeof import('node:worker_threads')
    const url = import.meta.url
    const worker = new Worker(new URL(`./worker${url.slice(url.lastIndexOf('.'))}`, url), { workerData: data, execArgv: [] })
    worker.unref()
  }

  #await(word: number, wanted: number, timeoutMs = Number.POSITIVE_INFINITY): void {
    for (let i = 0; i < this.#state[AT.spins]; i++) if (Atomics.load(this.#state, word) >= wanted) return
    for (let seen = Atomics.load(this.#state, word); seen < wanted; seen = Atomics.load(this.#state, word))
      if (Atomics.wait(this.#state, word, seen, timeoutMs) === 'timed-out')
        throw new Error(`the worker team did not start within ${timeoutMs / 1000} s`)
  }
}
