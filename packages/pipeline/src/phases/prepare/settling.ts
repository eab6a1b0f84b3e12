// How long a machine takes to settle after it starts, stops or trips: what is warm goes on warming when the speed has long been reached.

import { type Columns, column } from '../../columns.ts'
import { medianOf, quantileOf, sortedObserved } from '../../quantile.ts'
import { method } from '../../settings.ts'

/** Rows over which a sensor's pace is looked at: longer than noise, shorter than a start. */
const PACE_ROWS = 8
/** Of a sensor's paces while a state has lasted, the share that is usual. */
const USUAL_PACE = 0.99
/** Of the sensors, and at least two: so many at an unusual pace, and the machine has not settled. */
const UNSETTLED = 0.15

const paceAt = (values: Float64Array, row: number): number => Math.abs(values[row] - values[row - PACE_ROWS])

/** Of a usual stay in a state, the share that may be a transient. */
const TRANSIENT_SHARE = 0.25

/**
 * How many rows after a change into each state may be a transient: a quarter of the median stay, within 5 and 64. A machine that starts every morning and is
 * sampled once an hour would otherwise never be judged.
 */
export function longestTransients(states: Uint8Array, count: number): number[] {
  const stays = Array.from({ length: count }, (): number[] => [])
  let begin = 0
  for (let row = 1; row <= states.length; row++) {
    if (states[row] === states[begin]) continue
    stays[states[begin]].push(row - begin)
    begin = row
  }
  return stays.map((rows) => Math.min(Math.max(Math.floor(TRANSIENT_SHARE * medianOf(rows)), method.transientRows), method.mostTransientRows))
}

/** How far each sensor usually moves in 8 rows in each state, once it has lasted longer than its transient; NaN where it never does. */
export function usualPaces(x: Columns, states: Uint8Array, transients: readonly number[]): Float64Array[] {
  const settled = transients.map((): number[] => [])
  let since = 0
  states.forEach((state, row) => {
    if (row > 0 && states[row - 1] !== state) since = row
    if (row - since >= transients[state] + PACE_ROWS) settled[state].push(row)
  })
  const usual = (col: number, rows: readonly number[]): number => {
    const values = column(x, col)
    return quantileOf(sortedObserved(Float64Array.from(rows, (row) => paceAt(values, row))), USUAL_PACE)
  }
  return settled.map((rows) => Float64Array.from({ length: x.cols }, (_, col) => usual(col, rows)))
}

/** 1 where several sensors move faster than they do once the row's state has lasted: the machine starts, stops, trips, or warms up. */
export function unsettledRows(x: Columns, states: Uint8Array, paces: readonly Float64Array[]): Uint8Array {
  const moving = new Uint16Array(x.rows)
  for (let col = 0; col < x.cols; col++) {
    const values = column(x, col)
    for (let row = PACE_ROWS; row < x.rows; row++) if (paceAt(values, row) > paces[states[row]][col]) moving[row]++
  }
  const least = Math.max(2, UNSETTLED * x.cols)
  return Uint8Array.from(moving, (count) => Number(count >= least))
}
