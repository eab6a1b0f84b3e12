// Rows in which the whole machine is where training hardly ever was: switched off for a winter, run at a load never tried. They
// are anomalous, and rightly so, but no sensor is to blame; they are told apart from faults of single sensors.

import type { Range } from '@acm/contract'
import { type Columns, column } from '../../columns.ts'
import { quantileOf } from '../../quantile.ts'
import { method } from '../../settings.ts'

/** Share of the sensors beyond their usual range at which such a stretch begins, and below which it ends. */
const ENTER = 0.75
const LEAVE = 0.5
/** Widens the usual range, the middle 99 % of the training values, on each side by this share of it. */
const MARGIN = 0.05

/** The middle 99 % of ascending values, a little widened. */
export function usualRange(sorted: Float64Array): Range {
  const [low, high] = [quantileOf(sorted, 0.005), quantileOf(sorted, 0.995)]
  return { low: low - MARGIN * (high - low), high: high + MARGIN * (high - low) }
}

/** Share of the observed sensors beyond their usual range, one a row. */
function shareBeyond(x: Columns, ranges: readonly Range[]): Float64Array {
  const beyond = new Float64Array(x.rows)
  const observed = new Float64Array(x.rows)
  ranges.forEach(({ low, high }, col) => {
    const values = column(x, col)
    for (let row = 0; row < x.rows; row++) {
      if (Number.isNaN(values[row])) continue
      observed[row]++
      if (values[row] < low || values[row] > high) beyond[row]++
    }
  })
  return beyond.map((count, row) => (observed[row] > 1 ? count / observed[row] : 0))
}

/** 1 for rows from `from` on that belong to a stretch of at least 16 rows (as many as the slow scale looks at) in an unknown state. */
export function unknownStates(x: Columns, ranges: readonly Range[], from: number): Uint8Array {
  const share = shareBeyond(x, ranges)
  const unknown = new Uint8Array(x.rows)
  let begin = -1
  for (let row = from; row <= x.rows; row++) {
    if (begin < 0 && share[row] >= ENTER) begin = row
    if (begin < 0 || (row < x.rows && share[row] >= LEAVE)) continue
    if (row - begin >= method.meanWindow) unknown.fill(1, begin, row)
    begin = -1
  }
  return unknown
}
