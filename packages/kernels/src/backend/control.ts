// The control block through which the first member hands a job to its team, in shared program memory.
//
//   0 … 31: i32 words, see AT | 64 … 575: up to 64 arguments, f64; while the team starts, why a member could not, a character an argument

/** Word indices within the block. */
export const AT = { generation: 0, finished: 1, kernel: 2, argumentCount: 3, ready: 4, spins: 5, failed: 6, words: 8 } as const
export const ARGS_BYTES = 64
export const MAX_ARGS = 64
export const CONTROL_BYTES = ARGS_BYTES + MAX_ARGS * 8
/** arrived, phase, poisoned: the barrier of assembly/lib/team.ts. */
export const BARRIER_BYTES = 12

/**
 * Polls before a member sleeps, about half a millisecond: kernels of one pipeline follow each other sooner, and waking a sleeping core of a
 * virtual machine costs as much (min + max, 10,000 × 50, resident: 1.16 ms with a tenth of it, 0.84 ms with this; measured).
 */
export const SPINS = 200_000

export interface WorkerData {
  readonly module: WebAssembly.Module
  readonly memory: WebAssembly.Memory
  readonly control: number
  readonly team: number
  readonly barrier: number
}
