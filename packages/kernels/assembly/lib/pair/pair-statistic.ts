// From the sums of a pair of columns to its correlation or covariance.
//
// With S_xx = Σ d² − (Σ d)²/n over the n rows that both have, S_yy and S_xy likewise:
//
//   covariance S_xy / (n − 1)        correlation S_xy / √(S_xx · S_yy), within [−1, 1]
//
// The deviations are from each column's own mean. Where the rows that a pair has in common lie far from it, beside their own spread
// (S_xx below a sixteenth of Σ d²: a level that changes where the other column has gaps, a constant stretch, an outlier left out), the
// subtraction would cost digits; such a pair is gathered and worked from its own mean and scale. So no pair loses more than four bits.

import { centerColumn, centerOf, RECORD_BYTES, scaleOf } from '../column/column-center'
import { bitsBytes, countCommon, strideOf } from './gap-sums'
import { isObserved } from '../column/observed'
import { Pairs, leftTotals, rightTotals, tileSums } from './pair-tiles'
import { dot } from '../vectors'

export const CORRELATION: i32 = 0
export const COVARIANCE: i32 = 1

/** Share of Σ d² that S must keep, and squares below which digits were lost to underflow: 2^-800. */
const KEPT: f64 = 0.0625
const LEAST_SQUARES: f64 = 1.499696813895631e-241

/** A quantity of two scaled columns back in their units, without leaving the range of a double on the way. */
@inline function unscale(value: f64, scaleX: f64, scaleY: f64): f64 {
  return scaleX < 1 == scaleY < 1 ? value / scaleX / scaleY : value / (scaleX * scaleY)
}

/** The statistic of n ≥ 2 rows whose spreads are given, in scaled units. */
export function fromSpreads(statistic: i32, n: i32, xx: f64, yy: f64, xy: f64, scaleX: f64, scaleY: f64): f64 {
  if (statistic == COVARIANCE) return unscale(xy / (n - 1), scaleX, scaleY)
  if (!(xx > 0 && yy > 0)) return NaN
  return max<f64>(-1, min<f64>(1, xy / sqrt(xx * yy)))
}

/** Copies the rows that columns i and, `lag` rows earlier, j both have; returns how many. */
function gatherRows(pairs: Pairs, i: i32, j: i32, toX: usize, toY: usize): i32 {
  const x = pairs.x + ((<usize>i * pairs.rows + pairs.lag) << 3), y = pairs.x + ((<usize>j * pairs.rows) << 3)
  let at: usize = 0
  for (let row: usize = 0, end = <usize>(pairs.rows - pairs.lag) << 3; row < end; row += 8) {
    const a = load<f64>(x + row), b = load<f64>(y + row)
    if (!isObserved(a) || !isObserved(b)) continue
    store<f64>(toX + at, a)
    store<f64>(toY + at, b)
    at += 8
  }
  return i32(at >> 3)
}

/** Puts the scaled deviations from the centre in place of the values; returns their sum. */
function deviate(values: usize, n: i32, record: usize): f64 {
  const scale = scaleOf(record), center = centerOf(record)
  let sum: f64 = 0
  for (let at = values, end = values + (<usize>n << 3); at < end; at += 8) {
    const deviation = load<f64>(at) * scale - center
    store<f64>(at, deviation)
    sum += deviation
  }
  return sum
}

/** Bytes that a gathered pair needs. */
export function gatherBytes(rows: i32): usize { return 2 * RECORD_BYTES + (((<usize>rows << 4) + 15) & ~15) }

/** The statistic of a pair from its own rows, centre and scale; `memory` has gatherBytes. */
export function gatheredPair(statistic: i32, pairs: Pairs, i: i32, j: i32, memory: usize): f64 {
  const recordX = memory, recordY = memory + RECORD_BYTES
  const x = memory + 2 * RECORD_BYTES, y = x + (<usize>pairs.rows << 3)
  const n = gatherRows(pairs, i, j, x, y)
  centerColumn(x, n, recordX)
  centerColumn(y, n, recordY)
  const sumX = deviate(x, n, recordX), sumY = deviate(y, n, recordY)
  const xx = dot(x, x, n) - (sumX * sumX) / n
  const yy = dot(y, y, n) - (sumY * sumY) / n
  return fromSpreads(statistic, n, xx, yy, dot(x, y, n) - (sumX * sumY) / n, scaleOf(recordX), scaleOf(recordY))
}

@inline function spreadHolds(spread: f64, squares: f64): bool { return spread > KEPT * squares && spread > LEAST_SQUARES }

/** How many rows columns i and, `lag` rows earlier, j have in common. */
@inline function countPair(pairs: Pairs, i: i32, j: i32): i32 {
  const bytes = bitsBytes(pairs.rows)
  return countCommon(pairs.bits + <usize>i * bytes, pairs.bits + <usize>j * bytes, pairs.rows, pairs.lag)
}

/** Where Σ d and Σ d² of the left column i of a pair are, over the rows in common. */
@inline function sumsOfLeft(pairs: Pairs, i: i32, j: i32): usize {
  return pairs.complete ? leftTotals(pairs, i) : pairs.leftSums + ((<usize>i * strideOf(pairs.cols) + j) << 4)
}

/** The same of the right column j. */
@inline function sumsOfRight(pairs: Pairs, i: i32, j: i32): usize {
  return pairs.complete ? rightTotals(pairs, j) : pairs.rightSums + ((<usize>j * strideOf(pairs.cols) + i) << 4)
}

/** The statistic of a tile's cell, columns i and j; NaN where fewer than `minPeriods` rows, or two, are observed in both. */
export function pairStatistic(statistic: i32, pairs: Pairs, tile: i32, cell: usize, i: i32, j: i32, minPeriods: i32, memory: usize): f64 {
  const n = pairs.complete ? pairs.rows - pairs.lag : countPair(pairs, i, j)
  if (n < max(2, minPeriods)) return NaN
  const x = sumsOfLeft(pairs, i, j), y = sumsOfRight(pairs, i, j)
  const sumX = load<f64>(x), sumY = load<f64>(y)
  const xx = load<f64>(x, 8) - (sumX * sumX) / n, yy = load<f64>(y, 8) - (sumY * sumY) / n
  // The centres of whole columns without gaps are their means; even a constant one needs no second look.
  const whole = pairs.complete && pairs.lag == 0
  if (!whole && !(spreadHolds(xx, load<f64>(x, 8)) && spreadHolds(yy, load<f64>(y, 8)))) return gatheredPair(statistic, pairs, i, j, memory)
  if (statistic == CORRELATION && i == j && pairs.lag == 0 && xx > 0) return 1
  const xy = load<f64>(tileSums(pairs, tile) + cell) - (sumX * sumY) / n
  const recordX = pairs.records + <usize>i * RECORD_BYTES, recordY = pairs.records + <usize>j * RECORD_BYTES
  return fromSpreads(statistic, n, xx, yy, xy, scaleOf(recordX), scaleOf(recordY))
}
