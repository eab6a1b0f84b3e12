// Skewness or excess kurtosis of a run of rows in two passes over deviations from one of its own values, scaled so that fourth
// powers stay within the range of a double: the careful way, for what the fast ones cannot hold.
//
// The scale is the power of two that brings the largest magnitude near 1, which is exact but for digits far below the result's: values
// that differ then do so by 2^-54 of it or more, or not at all. What rounding leaves of the sum e about the mean is taken out again.

import { isObserved } from './observed'
import { powerOfTwoFor } from '../vectors'

/** Bias-corrected skewness from n, Σe² and Σe³ about the mean. */
@inline export function skewOf(n: f64, squares: f64, cubes: f64): f64 {
  return (n * sqrt(n - 1) * (cubes / squares)) / ((n - 2) * sqrt(squares))
}

/** Bias-corrected excess kurtosis from n, Σe² and Σe⁴ about the mean. */
@inline export function kurtOf(n: f64, squares: f64, fourths: f64): f64 {
  return ((n - 1) / ((n - 2) * (n - 3))) * ((n + 1) * n * (fourths / squares / squares) - 3 * (n - 1))
}

/** Skewness, or excess kurtosis (`kurt`), of the observed rows [begin, end) of a column; NaN if all are equal. At least 3, or 4, are observed. */
export function twoPassShape(column: usize, begin: i32, end: i32, kurt: bool): f64 {
  let n: f64 = 0
  let largest: f64 = 0
  let pivot: f64 = 0
  for (let row = max(begin, 0); row < end; row++) {
    const value = load<f64>(column + (<usize>row << 3))
    if (!isObserved(value)) continue
    if (n == 0) pivot = value
    largest = max(largest, abs(value))
    n += 1
  }
  const scale = powerOfTwoFor(largest)
  pivot *= scale
  let sum: f64 = 0
  for (let row = max(begin, 0); row < end; row++) {
    const value = load<f64>(column + (<usize>row << 3))
    if (isObserved(value)) sum += value * scale - pivot
  }
  const center = sum / n
  let excess: f64 = 0
  let squares: f64 = 0
  let cubes: f64 = 0
  let fourths: f64 = 0
  let seen: f64 = 0
  for (let row = max(begin, 0); row < end; row++) {
    const value = load<f64>(column + (<usize>row << 3))
    if (!isObserved(value)) continue
    const d = value * scale - pivot
    const e = d - center
    excess += e
    squares += e * e
    cubes += e * e * e
    fourths += e * e * (e * e)
    seen = max(seen, abs(d))
  }
  if (seen == 0) return NaN
  const shift = excess / n
  const centralSquares = squares - shift * excess
  if (kurt) return kurtOf(n, centralSquares, fourths - 4 * shift * cubes)
  return skewOf(n, centralSquares, cubes - 3 * shift * squares)
}
