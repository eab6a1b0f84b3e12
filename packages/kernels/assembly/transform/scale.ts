// Columns brought to a common scale.
//
//   zscore        z = (x − mean) / std               std of ddof 0 or 1, over the n observed values
//   robustScale   z = (x − median) / (1.4826 · MAD)
//
// Equal to scipy.stats.zscore(x, ddof, nan_policy='omit') and to that line of NumPy. A missing (non-finite) value has none. A column without
// spread (constant, n ≤ ddof; MAD 0 or beyond the range) is NaN: there is nothing to measure by.
//
// zscore subtracts the first observed value before the mean of the differences, so an offset costs no digits, and what rounding left of the
// mean goes into it too (Chan, Golub and LeVeque 1983): an error of 4 roundings of range / std, and those of the deviation relative to z.
// Cost: five passes, about 2 ns a value; robustScale two selections (robust/order) and a pass. The team shares columns.
// Scratch of one member, robustScale: lib/column/observed-column.

import { LARGEST_SPREAD, LEAST_SPREAD, countAll, rowsAt, sumOfDeviations, sumOfSquares } from '../lib/column/column-sums'
import { columnScratchBytes, deviationOfColumn, medianOfRun, observe, observedAt, workOf } from '../lib/column/observed-column'
import { firstObserved, isObserved, observedMask } from '../lib/column/observed'
import { rank, shareBegin, shareEnd } from '../lib/team'
import { scaleFor } from '../lib/column/two-pass'
import { fillVector } from '../lib/vectors'

/** 1 / Φ⁻¹(¾) to five digits, by which the MAD of normal values is their standard deviation. */
const NORMAL_CONSISTENCY: f64 = 1.4826
/** 2^969: from no larger median can a difference overflow. */
const LARGE_MEDIAN: f64 = 4.9896007738368e291
/** 2^1023: 1.4826 times a MAD up to it is within the range. */
const LARGE_DEVIATION: f64 = 8.98846567431158e307
/** 2^-960: 1.4826 times a smaller MAD could lose its last bits, but not 2^64 times that; what overflows on the way has no finite score. */
const SMALL_DEVIATION: f64 = 1.0261342003245941e-289
const GROW: f64 = 1.8446744073709552e19

@inline function columnAt(x: usize, rows: i32, col: i32): usize { return x + ((<usize>col * rows) << 3) }

/** The last row of an odd number of them goes alone. */
@inline function storeRows(to: usize, pair: v128, both: bool): void {
  if (both) v128.store(to, pair)
  else v128.store64_lane(to, pair, 0)
}

/** to = ((x·scale − pivot) − center) / divisor, NaN where x is missing; `to` may be `column`. */
function writeScores(column: usize, rows: i32, scale: f64, pivot: f64, center: f64, divisor: f64, to: usize): void {
  const scales = f64x2.splat(scale), pivots = f64x2.splat(pivot), centers = f64x2.splat(center), divisors = f64x2.splat(divisor)
  const missing = f64x2.splat(NaN)
  for (let at = column, end = column + (<usize>rows << 3); at < end; at += 16, to += 16) {
    const pair = rowsAt(at, end)
    const score = f64x2.div(f64x2.sub(f64x2.sub(f64x2.mul(pair, scales), pivots), centers), divisors)
    storeRows(to, v128.bitselect(score, missing, observedMask(pair)), at + 8 < end)
  }
}

/** Writes the z-scores if Σ(x − mean)² lies within the bounds; says whether it does. */
function scoreWithin(least: f64, column: usize, rows: i32, count: f64, ddof: f64, to: usize): bool {
  const pivot = firstObserved(column, 0, rows, 1)
  const center = sumOfDeviations(column, rows, count, pivot, 0) / count
  const excess = sumOfDeviations(column, rows, count, pivot, center)
  const spread = sumOfSquares(column, rows, count, pivot, center) - (excess * excess) / count
  if (!(spread > least && spread <= LARGEST_SPREAD)) return false
  writeScores(column, rows, 1, pivot, center + excess / count, sqrt(spread / (count - ddof)), to)
  return true
}

function largestObserved(column: usize, rows: i32): f64 {
  let largest: f64 = 0
  for (let at = column, end = column + (<usize>rows << 3); at < end; at += 8) {
    const magnitude = abs(load<f64>(at))
    if (magnitude > largest && isObserved(magnitude)) largest = magnitude
  }
  return largest
}

/** Where squares leave the range, the column is brought into it in its place among the results. */
function scoreColumn(column: usize, rows: i32, ddof: f64, to: usize): void {
  const count = f64(countAll(column, rows))
  if (count > ddof) {
    if (scoreWithin(LEAST_SPREAD, column, rows, count, ddof, to)) return
    writeScores(column, rows, scaleFor(largestObserved(column, rows)), 0, 0, 1, to)
    if (scoreWithin(0, to, rows, count, ddof, to)) return
  }
  fillVector(to, NaN, rows)
}

export function zscore(team: usize, x: usize, rows: i32, cols: i32, ddof: i32, out: usize): void {
  for (let col = shareBegin(team, cols), end = shareEnd(team, cols); col < end; col++)
    scoreColumn(columnAt(x, rows, col), rows, f64(ddof), columnAt(out, rows, col))
}

/** Halves where a difference or the divisor would leave the range. */
@inline function robustFactor(center: f64, deviation: f64): f64 {
  if (deviation < SMALL_DEVIATION) return GROW
  return abs(center) > LARGE_MEDIAN || deviation > LARGE_DEVIATION ? 0.5 : 1
}

function scaleRobustly(column: usize, rows: i32, to: usize, scratch: usize): void {
  const count = observe(column, rows, scratch)
  const center = count ? medianOfRun(observedAt(column, rows, count, scratch), count, workOf(scratch, rows)) : NaN
  const deviation = count ? deviationOfColumn(column, rows, count, center, scratch) : NaN
  if (!(deviation > 0 && deviation < Infinity)) return fillVector(to, NaN, rows)
  const scale = robustFactor(center, deviation)
  writeScores(column, rows, scale, center * scale, 0, NORMAL_CONSISTENCY * (deviation * scale), to)
}

export function robustScaleScratch(teamSize: i32, rows: i32, cols: i32): f64 { return f64(teamSize) * f64(columnScratchBytes(rows)) }

export function robustScale(team: usize, x: usize, rows: i32, cols: i32, out: usize, scratch: usize): void {
  const own = scratch + <usize>rank(team) * columnScratchBytes(rows)
  for (let col = shareBegin(team, cols), end = shareEnd(team, cols); col < end; col++)
    scaleRobustly(columnAt(x, rows, col), rows, columnAt(out, rows, col), own)
}
