// How a kernel call reaches an engine.
//
// Three engines compute the same meaning: `wasm-threads` (SIMD, shared memory, a team of workers), `wasm` (SIMD, one
// thread) and `reference` (plain TypeScript). `choose.ts` takes the best one that this machine allows, once, and keeps
// the reason for every one passed over; nothing is ever downgraded after that, so a failure at run time is a failure.
//
// `kernel/define.ts` checks a call's arguments against its definition and binds them to a `Call`: arrays in argument
// order, outputs in order, and every size and scalar by its name. An engine then has four duties: keep blocks of
// numbers (`allocate`, `free`), show them (`view`), and `run` a call. The program engines copy foreign arrays into
// program memory, write the argument list that the definition implies, start everyone, wait, and copy results out;
// the reference engine calls the definition's own function. No engine decides anything about the numbers.

import type { Definition } from '../kernel/definition.ts'

export type BackendName = 'wasm-threads' | 'wasm' | 'reference'

/** A run of numbers that lives in an engine's memory; `ptr` is a byte address, 0 where the engine has no addresses. */
export interface Block {
  readonly ptr: number
  readonly length: number
  readonly values?: Float64Array
}

/** An array of a call: the caller's own, or one that already lives in the engine's memory. */
export type Slot = Float64Array | Block

/** Whether two arrays of a call share a byte. */
export function overlap(a: Slot, b: Slot): boolean {
  if (!(a instanceof Float64Array) || !(b instanceof Float64Array)) return a === b
  return a.buffer === b.buffer && a.byteOffset < b.byteOffset + b.byteLength && b.byteOffset < a.byteOffset + a.byteLength
}

export interface Call {
  readonly definition: Definition
  readonly inputs: readonly Slot[]
  readonly outputs: readonly Slot[]
  /** Every dimension and scalar argument by name. */
  readonly numbers: Readonly<Record<string, number>>
  /** Estimated nanoseconds on one thread. */
  readonly cost: number
}

export interface Backend {
  readonly name: BackendName
  readonly threads: number
  allocate(length: number): Block
  free(block: Block): void
  /** The block's numbers where they lie; valid only until the next call of anything. */
  view(block: Block): Float64Array
  run(call: Call): void
  close(): void
}
