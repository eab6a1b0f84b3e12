// The control block through which the first member hands a job to its team, in shared program memory.
//
//   0 … 31: i32 words, see AT | 64 … 575: up to 64 arguments, f64

/** Word indices within the block. */
export const AT = { generation: 0, finished: 1, kernel: 2, argumentCount: 3, ready: 4, spins: 5, words: 8 } as const
export const ARGS_BYTES = 64
export const CONTROL_BYTES = ARGS_BYTES + 64 * 8
/** arrived, phase, poisoned: the barrier of assembly/lib/team.ts. */
export const BARRIER_BYTES = 12

/** Polls before a member sleeps on a futex: kernels of one pipeline follow each other within tens of microseconds (waking costs about 50). */
export const SPINS = 20_000

export interface WorkerData {
  readonly module: WebAssembly.Module
  readonly memory: WebAssembly.Memory
  readonly control: number
  readonly team: number
  readonly barrier: number
}
