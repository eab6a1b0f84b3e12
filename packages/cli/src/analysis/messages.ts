import type { Problem, Zone } from '@acm/pipeline'
import type { ResultJson } from '../output/result-json.ts'

export interface Outcome {
  readonly json: ResultJson
  readonly verdict: readonly string[]
  readonly zone: Zone
  /** Bytes the process had in use at its fullest. */
  readonly peakBytes: number
}

/** What the thread that analyses tells the thread that talks to the user. */
export type Message =
  | { readonly kind: 'progress'; readonly phase: string; readonly done: number; readonly total: number }
  | { readonly kind: 'outcome'; readonly outcome: Outcome }
  | { readonly kind: 'problem'; readonly problem: Problem; readonly stack?: string }
