import type { Block } from './backend.ts'
import { isNode } from './node.ts'
import { decodeBase64 } from './probe.ts'
import { wasmThreads } from './program.ts'
import { SharedCopy } from './shared-copy.ts'
import { Team } from './team.ts'
import { ProgramBackend } from './wasm.ts'

/** A call cheaper than this (nanoseconds, estimated) is not worth waking the team. */
const TEAM_THRESHOLD = 60_000

/** SIMD, shared memory, one worker a core beside the calling thread; the team starts on the first call that is worth it, in a browser by `start`. */
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

  /** Starts the team ahead of its first call: in a browser, where a call cannot wait for that, the only way; `url` names another place of the worker's script. */
  async start(url?: string | URL): Promise<void> {
    if (isNode()) this.#team ??= this.#assemble().startNow()
    else this.#team ??= await this.#assemble().start(url)
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
    this.#team ??= this.#assemble().startNow()
    this.#team.run(this.exports, this.#exportIndex.get(name) as number, name, args)
  }

  #assemble(): Team {
    return new Team(this.#module, this.arena.memory, (bytes) => this.arena.allocate(bytes), this.threads)
  }
}
