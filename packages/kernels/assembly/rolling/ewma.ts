// Exponentially weighted moving average along each column.
//
//   m[first observed] = x,   m[i] = m[i-1] + g·(x[i] − m[i-1]),   g = α / ((1−α)^k + α) after k−1 missing rows in between
//
// that is (w·m + α·x) / (w + α) with the weight w = (1−α)^k of what came before: weights decay by row number, not by
// observation. Equal to pandas' ewm(alpha, adjust=False, ignore_na=False).mean(), except that pandas 3.1.1 gives a value after a
// gap the weight 1 − w when α is exactly 0.5 (a branch meant for irregular times, taken on com == 1), against its own
// documentation and every other α. At a missing row the last average stands; rows before the first observed are NaN.
// Error: each step forgets (1−α) of what was rounded before, so at most about 3·2^-53/α of the largest |x| so far, in practice a
// few roundings; a constant stays exactly itself.
//
// Four columns run side by side, in the lanes of two vectors, since every row waits for the one before it: one chain of
// subtract, multiply, add leaves the machine idle two thirds of the time. The last few columns go with copies of the last.
// A missing value makes every later average NaN: columns that end so (or overflowed) are done again, one by one.
// Cost: about 4 operations a row.

import { shareBegin, shareEnd } from '../lib/team'
import { isObserved } from '../lib/column/observed'
import { loadRow, storeRow } from '../lib/pair/pair-rows'

const GROUP = 4

/** Averages of four columns, `x0 … x3` to `out0 … out3`, none of which has a missing value. */
function averageFour(x0: usize, x1: usize, x2: usize, x3: usize, rows: i32, alpha: f64, out0: usize, out1: usize, out2: usize, out3: usize): void {
  const gain = f64x2.splat(alpha)
  let mean = loadRow(x0, x1, 0)
  let mean2 = loadRow(x2, x3, 0)
  for (let row = 0; row < rows; row++) {
    mean = f64x2.add(mean, f64x2.mul(gain, f64x2.sub(loadRow(x0, x1, row), mean)))
    mean2 = f64x2.add(mean2, f64x2.mul(gain, f64x2.sub(loadRow(x2, x3, row), mean2)))
    storeRow(out0, out1, row, mean)
    storeRow(out2, out3, row, mean2)
  }
}

/** mean + gain·(value − mean), by way of a convex sum where the difference overflows. */
@inline function moved(mean: f64, value: f64, gain: f64): f64 {
  const step = value - mean
  return isObserved(step) ? mean + gain * step : (1 - gain) * mean + gain * value
}

/** Averages of one column with missing values. */
function averageGapped(x: usize, bytes: usize, alpha: f64, out: usize): void {
  let mean = NaN
  let weight: f64 = 1
  let gap = false
  for (let row: usize = 0; row < bytes; row += 8) {
    const value = load<f64>(x + row)
    if (isObserved(value)) {
      const gain = gap ? alpha / (weight * (1 - alpha) + alpha) : alpha
      mean = isObserved(mean) ? moved(mean, value, gain) : value
      weight = 1
      gap = false
    } else {
      weight *= 1 - alpha
      gap = true
    }
    store<f64>(out + row, isObserved(mean) ? mean : NaN)
  }
}

export function ewma(team: usize, x: usize, rows: i32, cols: i32, alpha: f64, out: usize): void {
  if (!rows) return
  const bytes = <usize>rows << 3
  const groups = (cols + GROUP - 1) / GROUP
  for (let group = shareBegin(team, groups), last = shareEnd(team, groups); group < last; group++) {
    const column = group * GROUP
    const shift0 = <usize>column * bytes
    const shift1 = <usize>min(column + 1, cols - 1) * bytes
    const shift2 = <usize>min(column + 2, cols - 1) * bytes
    const shift3 = <usize>min(column + 3, cols - 1) * bytes
    averageFour(x + shift0, x + shift1, x + shift2, x + shift3, rows, alpha, out + shift0, out + shift1, out + shift2, out + shift3)
    for (let shift = shift0; shift <= shift3; shift += bytes)
      if (!isObserved(load<f64>(out + shift + bytes - 8))) averageGapped(x + shift, bytes, alpha, out + shift)
  }
}
