// What the store tells of an asset's past.

import { Problem, type RunResult } from '@acm/contract'
import type { RunSummary, Store } from '@acm/store'
import { noRun } from './episodes.ts'
import { combined } from './formats/combined.ts'
import { minuteText } from './formats/time-text.ts'

/** A run by its id. Raises Problem ACM-USAGE-RUN where there is none. */
export async function storedRun(store: Store, runId: string): Promise<RunResult> {
  const run = await store.run(runId)
  if (!run) throw new Problem('ACM-USAGE-RUN', `the store holds no run ${runId}`, 'choose one that is kept', { means: [{ task: 'runs' }] })
  return run
}

async function lastRunOf(store: Store, asset: string): Promise<RunSummary> {
  const last = await store.lastRun(asset)
  if (!last) throw noRun(asset)
  return last
}

/** The whole last run of an asset. Raises Problem ACM-USAGE-ASSET where there is none. */
export const lastRun = async (store: Store, asset: string): Promise<RunResult> => storedRun(store, (await lastRunOf(store, asset)).runId)

/**
 * All runs of an asset that tell of the time from `begin` to before `end` (milliseconds in the clock of the data), as one. Raises Problem
 * ACM-USAGE-ASSET without a run, ACM-USAGE-SPAN where no row lies within.
 */
export async function runBetween(store: Store, asset: string, begin: number, end: number): Promise<RunResult> {
  const last = await lastRunOf(store, asset)
  const within = (await store.listRuns(asset)).filter((run) => run.end >= begin && run.start < end).reverse()
  const runs: RunResult[] = []
  for (const { runId } of within) runs.push(await storedRun(store, runId))
  const result = runs.length > 0 ? combined(runs, begin, end) : undefined
  if (result) return result
  const holds = `the last run holds ${minuteText(last.start)} to ${minuteText(last.end)}`
  throw new Problem('ACM-USAGE-SPAN', 'no row lies within that time', holds, { means: [{ option: 'from' }, { option: 'until' }] })
}
