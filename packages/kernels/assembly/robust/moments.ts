// Mean and sample standard deviation of each column.
//
//   mean = Σ x / n        std = √( Σ (x − mean)² / (n − 1) )        over the n observed values
//
// Equal to numpy.nanmean and numpy.nanstd(ddof=1) along the rows. A column without observed values has mean NaN, one with
// fewer than two has std NaN, a constant one std exactly 0.
//
// Sums are over blocks of 1024 rows, each in four running sums, and the blocks' sums are added in order: an error of at most
// about (256 + blocks) roundings of Σ|x|. The deviation takes two passes over differences from the first observed value,
// which lies within the column's range, and subtracts what rounding left of Σ(x − mean) (Chan, Golub and LeVeque 1983): at most
// about (512 + 2·blocks) roundings. Squares that leave the range of a double go through lib/two-pass.
// Cost: about 6 operations a row for the mean, 14 for the deviation; the team shares columns.

import { shareBegin, shareEnd } from '../lib/team'
import { observedMask, isObserved } from '../lib/observed'
import { twoPassSpread } from '../lib/two-pass'
import { shrunkSum } from '../lib/window-sums'

const BLOCK = 1024
/** Bounds of Σ(x − mean)² within which every square had all its digits: 2^-700, 2^1000. */
const LEAST_SPREAD: f64 = 1.9010915662951598e-211
const LARGEST_SPREAD: f64 = 1.0715086071862673e301

@inline function total(pair: v128): f64 { return f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1) }

/** Two rows of a column from byte `at` on; past `end` there is NaN. */
@inline function rowsAt(at: usize, end: usize): v128 {
  return at + 8 < end ? v128.load(at) : f64x2.replace_lane(f64x2.splat(NaN), 0, load<f64>(at))
}

function countAll(column: usize, rows: i32): i32 {
  let count = i64x2.splat(0)
  for (let at = column, end = column + (<usize>rows << 3); at < end; at += 16) count = i64x2.sub(count, observedMask(rowsAt(at, end)))
  return i32(i64x2.extract_lane(count, 0) + i64x2.extract_lane(count, 1))
}

/** Σ (x − pivot − center) over observed rows, or of its square. */
@inline function sumOf(column: usize, rows: i32, pivot: f64, center: f64, squared: bool): f64 {
  const pivots = f64x2.splat(pivot)
  const centers = f64x2.splat(center)
  let sum: f64 = 0
  for (let first = 0; first < rows; first += BLOCK) {
    let even = f64x2.splat(0)
    let odd = f64x2.splat(0)
    const end = column + (<usize>min(first + BLOCK, rows) << 3)
    for (let at = column + (<usize>first << 3); at < end; at += 32) {
      even = f64x2.add(even, termOf(rowsAt(at, end), pivots, centers, squared))
      if (at + 16 < end) odd = f64x2.add(odd, termOf(rowsAt(at + 16, end), pivots, centers, squared))
    }
    sum += total(even) + total(odd)
  }
  return sum
}

@inline function termOf(x: v128, pivot: v128, center: v128, squared: bool): v128 {
  const deviation = v128.and(f64x2.sub(f64x2.sub(x, pivot), center), observedMask(x))
  return squared ? f64x2.mul(deviation, deviation) : deviation
}

function sumOfDeviations(column: usize, rows: i32, pivot: f64, center: f64): f64 { return sumOf(column, rows, pivot, center, false) }

function sumOfSquares(column: usize, rows: i32, pivot: f64, center: f64): f64 { return sumOf(column, rows, pivot, center, true) }

function firstObserved(column: usize, rows: i32): f64 {
  for (let row = 0; row < rows; row++) {
    const value = load<f64>(column + (<usize>row << 3))
    if (isObserved(value)) return value
  }
  return 0
}

function columnMean(column: usize, rows: i32): f64 {
  const count = <f64>countAll(column, rows)
  if (count == 0) return NaN
  const sum = sumOfDeviations(column, rows, 0, 0)
  return isObserved(sum) ? sum / count : shrunkSum(column, 0, rows, count)
}

function columnStd(column: usize, rows: i32): f64 {
  const count = <f64>countAll(column, rows)
  if (count < 2) return NaN
  const pivot = firstObserved(column, rows)
  const center = sumOfDeviations(column, rows, pivot, 0) / count
  const excess = sumOfDeviations(column, rows, pivot, center)
  const spread = sumOfSquares(column, rows, pivot, center) - (excess * excess) / count
  if (spread >= LEAST_SPREAD && spread <= LARGEST_SPREAD) return sqrt(spread / (count - 1))
  return twoPassSpread(column, 0, rows, true)
}

export function mean(team: usize, x: usize, rows: i32, cols: i32, out: usize): void {
  for (let c = shareBegin(team, cols), last = shareEnd(team, cols); c < last; c++)
    store<f64>(out + (<usize>c << 3), columnMean(x + ((<usize>c * <usize>rows) << 3), rows))
}

export function std(team: usize, x: usize, rows: i32, cols: i32, out: usize): void {
  for (let c = shareBegin(team, cols), last = shareEnd(team, cols); c < last; c++)
    store<f64>(out + (<usize>c << 3), columnStd(x + ((<usize>c * <usize>rows) << 3), rows))
}
