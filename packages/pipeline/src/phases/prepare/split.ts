// Which rows are learned from. Everything learned later is learned from these rows alone.

import { Problem, type Settings } from '@acm/contract'
import { quantileOf, sortedObserved } from '../../quantile.ts'
import { method } from '../../settings.ts'
import { moment } from '../../wording.ts'
import type { Table } from './contract.ts'

export interface Split {
  /** The first so many rows of the table. */
  readonly trainRows: number
  /** Milliseconds: the median step of the training rows. */
  readonly cadence: number
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

const spanOf = (time: Float64Array): string => `${moment(time[0])} to ${moment(time[time.length - 1])}`

/** When so many more rows will be there, at the pace of those that are; '' where no pace is known. */
function expectedAt(time: Float64Array, more: number): string {
  const end = time[time.length - 1] + more * cadenceOf(time)
  return Number.isFinite(end) ? `; at its pace the asset will have them at ${moment(end)}` : ''
}

function rejectFew(trainRows: number, { time }: Table): void {
  if (trainRows >= method.leastTrainRows) return
  throw new Problem(
    'ACM-DATA-FEW-ROWS',
    `${trainRows} of ${time.length} rows are for training; at least ${method.leastTrainRows} are needed${expectedAt(time, method.leastTrainRows - trainRows)}`,
    `give a longer healthy history, or let more of it be for training; the data spans ${spanOf(time)}`,
  )
}

function rejectUnusable(trainRows: number, table: Table): void {
  const { time } = table
  rejectFew(trainRows, table)
  if (trainRows >= time.length)
    throw new Problem(
      'ACM-USAGE-NOTHING-TO-SCORE',
      `all ${time.length} rows are for training; at least one must be left to judge`,
      `train on fewer rows, or until an earlier date; the data spans ${spanOf(time)}`,
    )
}

/** Divides the table. Raises Problem ACM-DATA-FEW-ROWS, Problem ACM-USAGE-NOTHING-TO-SCORE. */
export function split(table: Table, settings: Settings): Split {
  const trainRows = trainRowsOf(table, settings)
  rejectUnusable(trainRows, table)
  const cadence = cadenceOf(table.time.subarray(0, trainRows))
  return { trainRows, cadence }
}

/** A table of which nothing is to be judged: all rows are for training, or as many as the settings say. Raises Problem ACM-DATA-FEW-ROWS. */
export function allForTraining(table: Table, settings: Settings): Split {
  const asked = settings.trainRows ?? (settings.trainUntil === undefined ? table.time.length : rowsUntil(table.time, settings.trainUntil))
  const trainRows = Math.min(asked, table.time.length)
  rejectFew(trainRows, table)
  const cadence = cadenceOf(table.time.subarray(0, trainRows))
  return { trainRows, cadence }
}
