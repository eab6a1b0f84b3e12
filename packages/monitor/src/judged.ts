// What judging rows comes to, and keeping it.

import type { Problem, RunResult, Timing } from '@acm/contract'
import type { RunSummary, SavedRun, Store, StoredContext } from '@acm/store'

export interface Judged {
  readonly result: RunResult
  readonly timings: readonly Timing[]
  /** The run of the asset that was saved last before this one. */
  readonly before?: RunSummary
  /** Version of the model that judged; absent where the rows themselves were learned from. */
  readonly version?: number
  /** Rows that the next scoring looks back on, kept with the run. */
  readonly context?: StoredContext
}

/** All rows were scored before. */
export interface NothingNew {
  readonly asset: string
  readonly newRows: 0
  /** Up to when, in a sentence. */
  readonly reason: string
}

export type Outcome = Judged | NothingNew

/** The outcome of rows that may all have been scored before. */
export async function unlessNothingNew(asset: string, work: () => Promise<Judged>): Promise<Outcome> {
  try {
    return await work()
  } catch (error) {
    const { code, message } = error as Partial<Problem>
    if (code !== 'ACM-DATA-NO-NEW-ROWS') throw error
    return { asset, newRows: 0, reason: message ?? '' }
  }
}

/** The asset's last run, for an outcome. */
export async function beforeThis(store: Store | undefined, asset: string): Promise<Pick<Judged, 'before'>> {
  const before = await store?.lastRun(asset)
  return before ? { before } : {}
}

/** Keeps a run, and with it the rows that the next scoring looks back on: both or neither. Kept twice it is there once. */
export const keepRun = (store: Store, { result, context }: Judged): Promise<SavedRun> =>
  context ? store.saveScored(result, context) : store.saveRun(result)
