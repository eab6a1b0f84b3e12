import type { Condition, ProblemJson, SetAside, Timing } from '@acm/contract'
import type { BackendJson, ResultJson } from '@acm/monitor/formats'

/** What was done, as it is told. */
export interface Performed {
  /** What --json prints. */
  readonly json: ResultJson | Readonly<Record<string, unknown>>
  readonly verdict: readonly string[]
  /** Absent where nothing was judged. */
  readonly condition?: Condition
  readonly backend: BackendJson
  readonly timings: readonly Timing[]
  readonly setAside: readonly SetAside[]
  /** Bytes the process had in use at its fullest. */
  readonly peakBytes: number
}

/** What the thread that analyses tells the thread that talks to the user. */
export type Message =
  | { readonly kind: 'progress'; readonly phase: string; readonly done: number; readonly total: number }
  | { readonly kind: 'performed'; readonly performed: Performed }
  | { readonly kind: 'problem'; readonly problem: ProblemJson; readonly stack?: string }
