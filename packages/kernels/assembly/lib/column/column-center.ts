// Centre and scale of a column, so that deviations from the centre keep their digits and their squares stay within a double.
//
//   record   0: scale f64, the power of two that brings the largest |x| near 1 | 8: centre · scale f64 | 16: observed values f64
//
// The centre is the mean, taken as the first observed value plus the mean difference from it: within about an ulp of the true one
// whatever the offset, and exactly the value of a constant column. A centre that close costs a later Σ(x − centre)² − (Σ(x − centre))²/n
// at most a bit or two: values that lie on the grid of doubles have a variance of at least f(1 − f) ulp² where the mean is f of an ulp
// off it. Sums are over blocks of 1024 rows in four parts, fixed by the data's shape.

import { LARGEST_FINITE, firstObserved, observedMask } from './observed'
import { powerOfTwoFor } from '../vectors'

export const RECORD_BYTES: usize = 24

const BLOCK: i32 = 1024

@inline export function scaleOf(record: usize): f64 { return load<f64>(record) }
@inline export function centerOf(record: usize): f64 { return load<f64>(record, 8) }
@inline export function countOf(record: usize): i32 { return i32(load<f64>(record, 16)) }

export function setRecord(record: usize, scale: f64, center: f64, count: i32): void {
  store<f64>(record, scale)
  store<f64>(record, center, 8)
  store<f64>(record, <f64>count, 16)
}

@inline function both(pair: v128): f64 { return f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1) }
@inline function larger(pair: v128): f64 { return max(f64x2.extract_lane(pair, 0), f64x2.extract_lane(pair, 1)) }

/** Two rows from byte `at` on; past `end` there is `beyond`. */
@inline function rowsAt(at: usize, end: usize, beyond: f64): v128 {
  return at + 8 < end ? v128.load(at) : f64x2.replace_lane(f64x2.splat(beyond), 0, load<f64>(at))
}

/** One pass for a column without gaps, from its first value; false where the sum is not finite: a gap, or an overflow. */
function centerComplete(column: usize, rows: i32, record: usize): bool {
  const first = load<f64>(column)
  const pivot = f64x2.splat(first)
  let largest = f64x2.splat(0), largestAfter = largest
  let total: f64 = 0
  for (let begin = 0; begin < rows; begin += BLOCK) {
    let even = f64x2.splat(0), odd = even
    const end = column + (<usize>min(begin + BLOCK, rows) << 3)
    let at = column + (<usize>begin << 3)
    for (; at + 32 <= end; at += 32) {
      const a = v128.load(at), b = v128.load(at, 16)
      even = f64x2.add(even, f64x2.sub(a, pivot))
      odd = f64x2.add(odd, f64x2.sub(b, pivot))
      largest = f64x2.pmax(largest, f64x2.abs(a))
      largestAfter = f64x2.pmax(largestAfter, f64x2.abs(b))
    }
    for (; at < end; at += 16) {
      const a = rowsAt(at, end, first)
      even = f64x2.add(even, f64x2.sub(a, pivot))
      largest = f64x2.pmax(largest, f64x2.abs(a))
    }
    total += both(even) + both(odd)
  }
  const scale = powerOfTwoFor(larger(f64x2.pmax(largest, largestAfter)))
  setRecord(record, scale, (first + total / rows) * scale, rows)
  return abs(total) <= LARGEST_FINITE
}

/** Counts the observed values; returns the largest in magnitude. */
function survey(column: usize, rows: i32, record: usize): f64 {
  let count = i64x2.splat(0)
  let largest = f64x2.splat(0)
  for (let at = column, end = column + (<usize>rows << 3); at < end; at += 16) {
    const a = rowsAt(at, end, NaN)
    const mask = observedMask(a)
    count = i64x2.sub(count, mask)
    largest = f64x2.pmax(largest, v128.and(f64x2.abs(a), mask))
  }
  store<f64>(record, <f64>(i64x2.extract_lane(count, 0) + i64x2.extract_lane(count, 1)), 16)
  return larger(largest)
}

/** Σ (x · scale − pivot) over the observed rows. */
function sumAround(column: usize, rows: i32, scale: f64, pivot: f64): f64 {
  const scales = f64x2.splat(scale), pivots = f64x2.splat(pivot)
  let total: f64 = 0
  for (let begin = 0; begin < rows; begin += BLOCK) {
    let even = f64x2.splat(0), odd = even
    const end = column + (<usize>min(begin + BLOCK, rows) << 3)
    for (let at = column + (<usize>begin << 3); at < end; at += 32) {
      const a = rowsAt(at, end, NaN)
      even = f64x2.add(even, v128.and(f64x2.sub(f64x2.mul(a, scales), pivots), observedMask(a)))
      if (at + 16 >= end) continue
      const b = rowsAt(at + 16, end, NaN)
      odd = f64x2.add(odd, v128.and(f64x2.sub(f64x2.mul(b, scales), pivots), observedMask(b)))
    }
    total += both(even) + both(odd)
  }
  return total
}

/** Writes the record of a column; one without observed values has centre 0. */
export function centerColumn(column: usize, rows: i32, record: usize): void {
  if (centerComplete(column, rows, record)) return
  const scale = powerOfTwoFor(survey(column, rows, record))
  const count = countOf(record)
  if (count == 0) return setRecord(record, 1, 0, 0)
  const pivot = firstObserved(column, 0, rows, 1) * scale
  setRecord(record, scale, pivot + sumAround(column, rows, scale, pivot) / count, count)
}
