// Sums over a column's observed values, for its mean, deviation and what is made of them.
//
// Over blocks of 1024 rows, each in four running sums, and the blocks' sums are added in order: an error of at most about (256 + blocks)
// roundings of Σ|term|. Deviations are taken from the first observed value, which lies within the column's range: an offset costs no digits.

import { observedMask } from './observed'

const BLOCK = 1024
/** Bounds of Σ(x − mean)² within which every square had all its digits: 2^-700, 2^1000. */
export const LEAST_SPREAD: f64 = 1.9010915662951598e-211
export const LARGEST_SPREAD: f64 = 1.0715086071862673e301

@inline function total(pair: v128): f64 { return f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1) }

/** Two rows of a column from byte `at` on; past `end` there is NaN. */
@inline export function rowsAt(at: usize, end: usize): v128 {
  return at + 8 < end ? v128.load(at) : f64x2.replace_lane(f64x2.splat(NaN), 0, load<f64>(at))
}

export function countAll(column: usize, rows: i32): i32 {
  let count = i64x2.splat(0)
  const end = column + (<usize>rows << 3)
  let at = column
  for (; at + 16 <= end; at += 16) count = i64x2.sub(count, observedMask(v128.load(at)))
  if (at < end) count = i64x2.sub(count, observedMask(rowsAt(at, end)))
  return i32(i64x2.extract_lane(count, 0) + i64x2.extract_lane(count, 1))
}

@inline function deviationOf(x: v128, pivot: v128, center: v128): v128 { return f64x2.sub(f64x2.sub(x, pivot), center) }

@inline function termOf(x: v128, pivot: v128, center: v128, squared: bool, gaps: bool): v128 {
  const deviation = gaps ? v128.and(deviationOf(x, pivot, center), observedMask(x)) : deviationOf(x, pivot, center)
  return squared ? f64x2.mul(deviation, deviation) : deviation
}

/** Σ (x − pivot − center) over observed rows, or of its square; literals say which, and whether there are gaps, for which every value is tested. */
@inline function sumOf(column: usize, rows: i32, pivot: f64, center: f64, squared: bool, gaps: bool): f64 {
  const pivots = f64x2.splat(pivot)
  const centers = f64x2.splat(center)
  let sum: f64 = 0
  for (let first = 0; first < rows; first += BLOCK) {
    let even = f64x2.splat(0)
    let odd = f64x2.splat(0)
    let at = column + (<usize>first << 3)
    const end = column + (<usize>min(first + BLOCK, rows) << 3)
    for (; at + 32 <= end; at += 32) {
      even = f64x2.add(even, termOf(v128.load(at), pivots, centers, squared, gaps))
      odd = f64x2.add(odd, termOf(v128.load(at, 16), pivots, centers, squared, gaps))
    }
    if (at < end) even = f64x2.add(even, termOf(rowsAt(at, end), pivots, centers, squared, true))
    if (at + 16 < end) odd = f64x2.add(odd, termOf(rowsAt(at + 16, end), pivots, centers, squared, true))
    sum += total(even) + total(odd)
  }
  return sum
}

/** Σ (x − pivot − center) over observed rows; `count` is how many those are. */
export function sumOfDeviations(column: usize, rows: i32, count: f64, pivot: f64, center: f64): f64 {
  return count == f64(rows) ? sumOf(column, rows, pivot, center, false, false) : sumOf(column, rows, pivot, center, false, true)
}

/** Σ (x − pivot − center)² over observed rows. */
export function sumOfSquares(column: usize, rows: i32, count: f64, pivot: f64, center: f64): f64 {
  return count == f64(rows) ? sumOf(column, rows, pivot, center, true, false) : sumOf(column, rows, pivot, center, true, true)
}
