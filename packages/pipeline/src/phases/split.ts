// Which rows are learned from. Everything learned later is learned from these rows alone.

import { DataError, UsageError } from '../problem.ts'
import { quantileOf, sortedObserved } from '../quantile.ts'
import { method } from '../settings.ts'
import type { Settings } from '../types.ts'
import { moment } from '../wording.ts'
import type { Table } from './contract.ts'

export interface Split {
  /** The first so many rows of the table. */
  readonly trainRows: number
  /** Milliseconds: the median step of the training rows. */
  readonly cadence: number
  /** First rows of stretches without a long pause, ascending; the first is 0. A training file ends a stretch. */
  readonly starts: readonly number[]
}

/** Median of the positive differences; NaN for fewer than two time stamps. */
export function cadenceOf(time: Float64Array): number {
  const steps = time
    .subarray(1)
    .map((t, i) => t - time[i])
    .filter((step) => step > 0)
  return quantileOf(sortedObserved(steps), 0.5)
}

function rowsUntil(time: Float64Array, until: number): number {
  const after = time.findIndex((t) => t >= until)
  return after < 0 ? time.length : after
}

function trainRowsOf({ time, baselineRows }: Table, { trainRows, trainUntil }: Settings): number {
  if (baselineRows > 0) return baselineRows
  if (trainRows !== undefined) return trainRows
  if (trainUntil !== undefined) return rowsUntil(time, trainUntil)
  return Math.floor(method.trainShare * time.length)
}

function rejectUnusable(trainRows: number, { time }: Table): void {
  const span = `${moment(time[0])} to ${moment(time[time.length - 1])}`
  if (!(trainRows >= method.leastTrainRows))
    throw new DataError(
      'ACM-DATA-FEW-ROWS',
      `${trainRows} of ${time.length} rows are for training; at least ${method.leastTrainRows} are needed`,
      `give a longer healthy history, or let more of it be for training; the data spans ${span}`,
    )
  if (trainRows >= time.length)
    throw new UsageError(
      'ACM-USAGE-NOTHING-TO-SCORE',
      `all ${time.length} rows are for training; at least one must be left to judge`,
      `train on fewer rows, or until an earlier date; the data spans ${span}`,
    )
}

/** Divides the table. Raises DataError ACM-DATA-FEW-ROWS, UsageError ACM-USAGE-NOTHING-TO-SCORE. */
export function split(table: Table, settings: Settings): Split {
  const trainRows = trainRowsOf(table, settings)
  rejectUnusable(trainRows, table)
  const cadence = cadenceOf(table.time.subarray(0, trainRows))
  const starts = [0]
  for (let row = 1; row < table.time.length; row++) {
    const pause = table.time[row] - table.time[row - 1]
    if (pause > method.gapCadences * cadence || row === table.baselineRows) starts.push(row)
  }
  return { trainRows, cadence, starts }
}
