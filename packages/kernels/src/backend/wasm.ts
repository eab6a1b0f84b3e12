import { type Backend, type Block, type Call, overlap, type Slot } from './backend.ts'
import { Arena } from './memory.ts'
import { decodeBase64 } from './probe.ts'
import { wasm } from './program.ts'

export type Exports = Record<string, (...args: number[]) => number>

/** Byte size of a team record (assembly/lib/team.ts). */
export const TEAM_BYTES = 16

/**
 * Foreign columns are worked a few at a time: copied in, computed and copied out while the caches hold them, and program memory never holds all of
 * them (min + max of 10,000 × 50 on one thread: 2.6 ms at once, 2.0 ms by 512 KiB; measured).
 */
const PART_BYTES = 1 << 19

/**
 * What both program engines share: blocks in an arena, and a call written out as the numbers its export takes:
 * matrix → pointer, rows, columns; vector → pointer, length; scalars; then the outputs' pointers; then scratch.
 */
export abstract class ProgramBackend implements Backend {
  abstract readonly name: 'wasm' | 'wasm-threads'
  abstract readonly threads: number
  readonly arena: Arena
  protected readonly exports: Exports
  /** The record of a team of one. */
  readonly #solo: number

  constructor(memory: WebAssembly.Memory, instance: WebAssembly.Instance) {
    this.exports = instance.exports as Exports
    this.arena = new Arena(memory, this.exports.arenaBase() >>> 0)
    this.#solo = this.arena.allocate(TEAM_BYTES)
    new Int32Array(memory.buffer, this.#solo, 2).set([0, 1])
  }

  allocate(length: number): Block {
    return this.arena.allocateBlock(length)
  }

  free(block: Block): void {
    this.arena.freeBlock(block)
  }

  view(block: Block): Float64Array {
    return this.arena.view(block)
  }

  run(call: Call): void {
    const step = columnsAtATime(call, this.threads)
    const { cols = 0 } = call.numbers
    if (step >= cols) this.#runWhole(call)
    else for (let begin = 0; begin < cols; begin += step) this.#runWhole(columnsOf(call, begin, Math.min(begin + step, cols)))
  }

  #runWhole(call: Call): void {
    const taken: Block[] = []
    try {
      const inputs = call.inputs.map((slot) => this.#place(slot, taken, true))
      const outputs = call.outputs.map((slot) => this.#place(slot, taken, false))
      this.#start(call, inputs, outputs, taken)
      call.outputs.forEach((slot, i) => {
        if (slot instanceof Float64Array) this.copyOut(outputs[i], slot)
      })
    } finally {
      for (const block of taken) this.arena.freeBlock(block)
    }
  }

  close(): void {}

  /** Runs `exports[name]` with every member of the team. */
  protected abstract callTeam(name: string, args: readonly number[]): void

  /** How many members a call of this estimated cost (nanoseconds) is worth. */
  protected abstract teamSize(cost: number): number

  protected copyIn(block: Block, values: Float64Array): void {
    this.arena.view(block).set(values)
  }

  protected copyOut(block: Block, values: Float64Array): void {
    values.set(this.arena.view(block))
  }

  protected callAlone(name: string, args: readonly number[]): void {
    this.exports[name](this.#solo, ...args)
  }

  #start(call: Call, inputs: readonly Block[], outputs: readonly Block[], taken: Block[]): void {
    const { name, scratch } = call.definition
    const members = this.teamSize(call.cost)
    const { args, sizes } = argumentList(call, inputs)
    for (const { ptr } of outputs) args.push(ptr)
    if (scratch) {
      const block = this.arena.allocateBlock(Math.ceil(this.exports[scratch](members, ...sizes) / 8))
      taken.push(block)
      args.push(block.ptr)
    }
    if (members > 1) this.callTeam(name, args)
    else this.callAlone(name, args)
  }

  #place(slot: Slot, taken: Block[], copy: boolean): Block {
    if (!(slot instanceof Float64Array)) return slot
    const block = this.arena.allocateBlock(slot.length)
    taken.push(block)
    if (copy) this.copyIn(block, slot)
    return block
  }
}

/**
 * How many columns of a call are worked at a time: an even number a thread, for two share a vector; all of them where none is foreign, or where a
 * part of the output could lie over columns that are still to be read.
 */
function columnsAtATime({ definition, inputs, outputs, numbers }: Call, threads: number): number {
  const foreign = [...inputs, ...outputs].some((slot) => slot instanceof Float64Array)
  const overlaid = outputs.some((output) => inputs.some((input) => overlap(output, input)))
  if (!definition.columnwise || !foreign || overlaid) return Number.POSITIVE_INFINITY
  const least = 2 * threads
  return Math.max(1, Math.floor(PART_BYTES / (numbers.rows * 8) / least)) * least
}

/** The part of a columnwise call that concerns columns [begin, end); a vector concerns every column. */
function columnsOf(call: Call, begin: number, end: number): Call {
  const { cols } = call.numbers
  const part = (slot: Slot): Slot => {
    const perColumn = slot.length / cols
    const [from, to] = [begin * perColumn, end * perColumn]
    return slot instanceof Float64Array ? slot.subarray(from, to) : { ptr: slot.ptr + from * 8, length: to - from }
  }
  const arrays = Object.values(call.definition.args).filter(({ kind }) => kind === 'matrix' || kind === 'vector')
  return {
    ...call,
    inputs: call.inputs.map((slot, i) => (arrays[i].kind === 'matrix' ? part(slot) : slot)),
    outputs: call.outputs.map(part),
    numbers: { ...call.numbers, cols: end - begin },
    cost: (call.cost * (end - begin)) / cols,
  }
}

/** The numbers of a call in the order its export takes them, and the same without pointers, as its scratch function does. */
function argumentList({ definition, numbers }: Call, inputs: readonly Block[]): { args: number[]; sizes: number[] } {
  const args: number[] = []
  const sizes: number[] = []
  let array = 0
  for (const name in definition.args) {
    const arg = definition.args[name]
    const block = arg.kind === 'matrix' || arg.kind === 'vector' ? inputs[array++] : undefined
    const numbersOfArg = arg.kind === 'matrix' ? [numbers[arg.rows], numbers[arg.cols]] : [block ? block.length : numbers[name]]
    if (block) args.push(block.ptr)
    args.push(...numbersOfArg)
    sizes.push(...numbersOfArg)
  }
  return { args, sizes }
}

/** SIMD, one thread, unshared memory. */
export class WasmBackend extends ProgramBackend {
  readonly name = 'wasm'
  readonly threads = 1

  constructor(program = decodeBase64(wasm)) {
    const memory = new WebAssembly.Memory({ initial: 2 })
    super(memory, new WebAssembly.Instance(new WebAssembly.Module(program), { env: { memory } }))
  }

  protected teamSize(): number {
    return 1
  }

  protected callTeam(name: string, args: readonly number[]): void {
    this.callAlone(name, args)
  }
}
