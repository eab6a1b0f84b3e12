// Deviations of a column from its mean, and their spread, as the detectors that work on covariances take them.
//
// Sums are over blocks of 256 rows, added in order. A constant column has deviations of exactly 0: they are taken from the first observed value
// before the mean. Missing values have a deviation of 0.

import { isObserved } from './observed'
import { powerOfTwoFor } from '../vectors'

const BLOCK: i32 = 256

@inline function at(values: usize, i: i32): f64 { return load<f64>(values + (<usize>i << 3)) }
@inline function put(values: usize, i: i32, value: f64): void { store<f64>(values + (<usize>i << 3), value) }

/** Mean of the observed values, NaN for none: first observed value plus the mean deviation from it. */
export function blockedMean(column: usize, rows: i32): f64 {
  let first = 0
  while (first < rows && !isObserved(at(column, first))) first++
  if (first == rows) return NaN
  const pivot = at(column, first)
  let sum: f64 = 0, count = 0
  for (let begin = first; begin < rows; begin += BLOCK) {
    let blockSum: f64 = 0
    for (let r = begin, end = min(begin + BLOCK, rows); r < end; r++) {
      if (!isObserved(at(column, r))) continue
      blockSum += at(column, r) - pivot
      count++
    }
    sum += blockSum
  }
  const mean = pivot + sum / count
  return isObserved(mean) ? mean : NaN
}

/** Writes the deviations from `center`, 0 where missing; returns how many were observed. */
export function writeDeviations(column: usize, rows: i32, center: f64, deviations: usize): i32 {
  let count = 0
  for (let r = 0; r < rows; r++) {
    const deviation = at(column, r) - center
    const observed = isObserved(deviation)
    put(deviations, r, observed ? deviation : 0)
    count += i32(observed)
  }
  return count
}

/** √(Σ d² / divisor) of deviations whose squares may overflow; 0 for none. */
export function rootMeanSquare(deviations: usize, rows: i32, divisor: f64): f64 {
  let largest: f64 = 0
  for (let r = 0; r < rows; r++) largest = max(largest, abs(at(deviations, r)))
  if (largest == 0) return 0
  const scale = powerOfTwoFor(largest)
  let sum: f64 = 0
  for (let begin = 0; begin < rows; begin += BLOCK) {
    let blockSum: f64 = 0
    for (let r = begin, end = min(begin + BLOCK, rows); r < end; r++) blockSum += (at(deviations, r) * scale) * (at(deviations, r) * scale)
    sum += blockSum
  }
  return sqrt(sum / divisor) / scale
}
