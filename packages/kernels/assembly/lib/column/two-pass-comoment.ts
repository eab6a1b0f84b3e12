// Correlation of two runs of rows, and the slope of one over time, in two passes over deviations from a value of the run, scaled so that
// products stay within the range of a double: the careful way, for what the fast ones cannot hold.

import { isObserved } from './observed'
import { powerOfTwoFor } from '../vectors'

@inline function at(column: usize, row: i32): f64 { return load<f64>(column + (<usize>row << 3)) }

/** Pearson correlation of x[row] and y[row − lag] over the rows [begin, end) in which both are observed; NaN where either is constant. */
export function twoPassCorrelation(x: usize, y: usize, lag: i32, begin: i32, end: i32): f64 {
  let n: f64 = 0
  let largestX: f64 = 0, largestY: f64 = 0
  let pivotX: f64 = 0, pivotY: f64 = 0
  const first = max(begin, lag)
  for (let row = first; row < end; row++) {
    const u = at(x, row), v = at(y, row - lag)
    if (!isObserved(u) || !isObserved(v)) continue
    if (n == 0) pivotX = u, pivotY = v
    largestX = max(largestX, abs(u))
    largestY = max(largestY, abs(v))
    n += 1
  }
  const scaleX = powerOfTwoFor(largestX), scaleY = powerOfTwoFor(largestY)
  pivotX *= scaleX
  pivotY *= scaleY
  let sumX: f64 = 0, sumY: f64 = 0, seenX: f64 = 0, seenY: f64 = 0
  for (let row = first; row < end; row++) {
    const u = at(x, row), v = at(y, row - lag)
    if (!isObserved(u) || !isObserved(v)) continue
    const dx = u * scaleX - pivotX, dy = v * scaleY - pivotY
    sumX += dx
    sumY += dy
    seenX = max(seenX, abs(dx))
    seenY = max(seenY, abs(dy))
  }
  if (seenX == 0 || seenY == 0) return NaN
  const centerX = sumX / n, centerY = sumY / n
  let excessX: f64 = 0, excessY: f64 = 0, squaresX: f64 = 0, squaresY: f64 = 0, products: f64 = 0
  for (let row = first; row < end; row++) {
    const u = at(x, row), v = at(y, row - lag)
    if (!isObserved(u) || !isObserved(v)) continue
    const ex = u * scaleX - pivotX - centerX, ey = v * scaleY - pivotY - centerY
    excessX += ex
    excessY += ey
    squaresX += ex * ex
    squaresY += ey * ey
    products += ex * ey
  }
  const spreads = (squaresX - (excessX * excessX) / n) * (squaresY - (excessY * excessY) / n)
  return max<f64>(-1, min<f64>(1, (products - (excessX * excessY) / n) / sqrt(spreads)))
}

/** Least-squares slope per row over the observed rows [begin, end) of a column, of which there are at least two. */
export function twoPassSlope(x: usize, begin: i32, end: i32): f64 {
  let n: f64 = 0
  let sumT: f64 = 0, sumX: f64 = 0
  let largest: f64 = 0
  for (let row = max(begin, 0); row < end; row++) {
    const value = abs(at(x, row))
    if (isObserved(value)) largest = max(largest, value)
  }
  const scale = powerOfTwoFor(largest)
  let pivot: f64 = 0
  for (let row = max(begin, 0); row < end; row++) {
    const value = at(x, row)
    if (!isObserved(value)) continue
    if (n == 0) pivot = value * scale
    n += 1
    sumT += <f64>(row - begin)
    sumX += value * scale - pivot
  }
  const centerT = sumT / n, centerX = sumX / n
  let excessT: f64 = 0, excessX: f64 = 0, squares: f64 = 0, products: f64 = 0
  for (let row = max(begin, 0); row < end; row++) {
    const value = at(x, row)
    if (!isObserved(value)) continue
    const et = <f64>(row - begin) - centerT, ex = value * scale - pivot - centerX
    excessT += et
    excessX += ex
    squares += et * et
    products += et * ex
  }
  return (products - (excessT * excessX) / n) / (squares - (excessT * excessT) / n) / scale
}
