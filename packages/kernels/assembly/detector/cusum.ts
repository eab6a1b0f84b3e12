// Cumulative sums of what a sensor runs above, and below, its training level: small shifts that last.
//
//   z      (x − centre)/scale
//   S⁺_t   max(0, S⁺_{t−1} + z_t − slack)      S⁻_t = max(0, S⁻_{t−1} − z_t − slack), both from 0
//   score  the largest of all S⁺ and S⁻ of the row
//   fit    centre: median; scale: max(1.4826·MAD, 0.5·standard deviation about the median)
//
// Source      Page, "Continuous inspection schemes", Biometrika 41 (1954); Montgomery, "Introduction to Statistical Quality Control", ch. 9
// Cost        fit two selections a column; score one pass
// Error       rows · 2⁻⁵³ of the largest partial sum
// Missing     a missing value leaves the sums as they are; a sensor without a scale takes no part; a row where no sensor ever was observed is NaN

import { rootMeanSquare, writeDeviations } from '../lib/column/deviations'
import { isObserved } from '../lib/column/observed'
import { columnScratchBytes, deviationOfColumn, medianOfRun, observe, observedAt, workOf } from '../lib/column/observed-column'
import { barrier, rank, shareBegin, shareEnd, size } from '../lib/team'
import { cell, fillVector } from '../lib/vectors'

const NORMAL_MAD: f64 = 1.4826
const DEVIATION_SHARE: f64 = 0.5

@inline function at(values: usize, i: i32): f64 { return load<f64>(values + (<usize>i << 3)) }
@inline function put(values: usize, i: i32, value: f64): void { store<f64>(values + (<usize>i << 3), value) }

function fitColumn(column: usize, rows: i32, center: usize, scale: usize, own: usize): void {
  const count = observe(column, rows, own)
  store<f64>(center, NaN)
  store<f64>(scale, NaN)
  if (count == 0) return
  const middle = medianOfRun(observedAt(column, rows, count, own), count, workOf(own, rows))
  const deviation = deviationOfColumn(column, rows, count, middle, own)
  const near = writeDeviations(column, rows, middle, own)
  const width = max(NORMAL_MAD * deviation, DEVIATION_SHARE * rootMeanSquare(own, rows, <f64>max(near, 1)))
  store<f64>(center, middle)
  if (width > 0 && isObserved(width)) store<f64>(scale, width)
}

export function cusumFitScratch(teamSize: i32, rows: i32, cols: i32): f64 { return <f64>teamSize * <f64>columnScratchBytes(rows) }

/** x rows × cols → center cols, scale cols; NaN where a sensor does not vary. */
export function cusumFit(team: usize, x: usize, rows: i32, cols: i32, center: usize, scale: usize, scratch: usize): void {
  const own = scratch + <usize>rank(team) * columnScratchBytes(rows)
  for (let c = shareBegin(team, cols), end = shareEnd(team, cols); c < end; c++)
    fitColumn(cell(x, rows, 0, c), rows, center + (<usize>c << 3), scale + (<usize>c << 3), own)
}

@inline function isModelled(center: f64, scale: f64): bool { return isObserved(center) && scale > 0 && isObserved(scale) }

/** x rows × cols and the model → upper, lower rows × cols; NaN for a sensor without a scale and before its first value. */
export function cusumContributions(team: usize, x: usize, rows: i32, cols: i32, center: usize, centers: i32, scale: usize, scales: i32, slack: f64,
  upper: usize, lower: usize): void {
  for (let c = shareBegin(team, cols), end = shareEnd(team, cols); c < end; c++) {
    const column = cell(x, rows, 0, c), above = cell(upper, rows, 0, c), below = cell(lower, rows, 0, c)
    const modelled = isModelled(at(center, c), at(scale, c))
    let high: f64 = 0, low: f64 = 0, seen = false
    for (let r = 0; r < rows; r++) {
      const z = (at(column, r) - at(center, c)) / at(scale, c)
      if (modelled && isObserved(z)) {
        seen = true
        high = max(high + z - slack, 0)
        low = max(low - z - slack, 0)
      }
      put(above, r, seen ? high : NaN)
      put(below, r, seen ? low : NaN)
    }
  }
}

/** Bytes: the largest sums of a member's sensors. */
export function cusumScoreScratch(teamSize: i32, rows: i32, cols: i32, centers: i32, scales: i32, slack: f64): f64 { return 8 * <f64>teamSize * rows }

/** x rows × cols and the model → out rows. */
export function cusumScore(team: usize, x: usize, rows: i32, cols: i32, center: usize, centers: i32, scale: usize, scales: i32, slack: f64,
  out: usize, scratch: usize): void {
  const own = cell(scratch, rows, 0, rank(team))
  fillVector(own, -1, rows)
  for (let c = shareBegin(team, cols), end = shareEnd(team, cols); c < end; c++) {
    if (!isModelled(at(center, c), at(scale, c))) continue
    const column = cell(x, rows, 0, c)
    let high: f64 = 0, low: f64 = 0
    let seen = false
    for (let r = 0; r < rows; r++) {
      const z = (at(column, r) - at(center, c)) / at(scale, c)
      if (isObserved(z)) {
        seen = true
        high = max(high + z - slack, 0)
        low = max(low - z - slack, 0)
      }
      if (seen) put(own, r, max(at(own, r), max(high, low)))
    }
  }
  barrier(team)
  for (let r = shareBegin(team, rows), end = shareEnd(team, rows); r < end; r++) {
    let largest: f64 = -1
    for (let member = 0; member < size(team); member++) largest = max(largest, at(cell(scratch, rows, 0, member), r))
    put(out, r, largest < 0 ? NaN : largest)
  }
}
