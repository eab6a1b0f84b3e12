// Variance of a run of rows in two passes over deviations from one of its own values, scaled where squares would leave the
// range of a double: the careful way, for what the fast ones cannot hold.

import { isObserved } from './observed'

/** Squares of anything between these magnitudes, in any number, neither overflow nor lose digits to underflow. */
const SMALL: f64 = 5.527147875260445e-76 // 2^-250
const LARGE: f64 = 2.582249878086909e120 // 2^400
/** 2^±700 brings any double outside of them to between 2^-374 and 2^450. */
const GROW: f64 = 5.260135901548374e210
const SHRINK: f64 = 1.9010915662951598e-211

@inline export function scaleFor(largest: f64): f64 { return largest > LARGE ? SHRINK : largest < SMALL ? GROW : 1 }

/** Sample variance (ddof 1) of the observed rows [begin, end) of a column, or its root; NaN for fewer than two. The variance
 *  of numbers above 1e154 may be infinite and below 1e-154 zero, for so it rounds; the root is right for every double. */
export function twoPassSpread(column: usize, begin: i32, end: i32, root: bool): f64 {
  let count: f64 = 0
  let largest: f64 = 0
  let pivot: f64 = 0
  for (let row = max(begin, 0); row < end; row++) {
    const value = load<f64>(column + (<usize>row << 3))
    if (!isObserved(value)) continue
    if (count == 0) pivot = value
    largest = max(largest, abs(value))
    count += 1
  }
  if (count < 2) return NaN
  const scale = scaleFor(largest)
  pivot *= scale
  let sum: f64 = 0
  for (let row = max(begin, 0); row < end; row++) {
    const value = load<f64>(column + (<usize>row << 3))
    if (isObserved(value)) sum += value * scale - pivot
  }
  const center = sum / count
  let squares: f64 = 0
  let excess: f64 = 0
  for (let row = max(begin, 0); row < end; row++) {
    const value = load<f64>(column + (<usize>row << 3))
    if (!isObserved(value)) continue
    const deviation = value * scale - pivot - center
    squares += deviation * deviation
    excess += deviation
  }
  const variance = max(squares - (excess * excess) / count, 0) / (count - 1)
  return root ? sqrt(variance) / scale : variance / scale / scale
}
