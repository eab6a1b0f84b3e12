import type { ProblemJson, SetAside, Timing, Zone } from '@acm/contract'
import type { BackendJson, ResultJson } from '../output/result-json.ts'

export interface Outcome {
  /** What --json prints. */
  readonly json: ResultJson | Readonly<Record<string, unknown>>
  readonly verdict: readonly string[]
  /** Absent where nothing was judged. */
  readonly zone?: Zone
  readonly backend: BackendJson
  readonly timings: readonly Timing[]
  readonly setAside: readonly SetAside[]
  /** Bytes the process had in use at its fullest. */
  readonly peakBytes: number
}

/** What the thread that analyses tells the thread that talks to the user. */
export type Message =
  | { readonly kind: 'progress'; readonly phase: string; readonly done: number; readonly total: number }
  | { readonly kind: 'outcome'; readonly outcome: Outcome }
  | { readonly kind: 'problem'; readonly problem: ProblemJson; readonly stack?: string }
