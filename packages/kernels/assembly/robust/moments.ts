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
// about (512 + 2·blocks) roundings. Squares that leave the range of a double go through lib/column/two-pass.
// Cost: about 6 operations a row for the mean, 14 for the deviation; the team shares columns.

import { LARGEST_SPREAD, LEAST_SPREAD, countAll, sumOfDeviations, sumOfSquares } from '../lib/column/column-sums'
import { firstObserved, isObserved } from '../lib/column/observed'
import { shareBegin, shareEnd } from '../lib/team'
import { twoPassSpread } from '../lib/column/two-pass'
import { shrunkSum } from '../lib/window/window-sums'

function columnMean(column: usize, rows: i32): f64 {
  const count = <f64>countAll(column, rows)
  if (count == 0) return NaN
  const sum = sumOfDeviations(column, rows, count, 0, 0)
  return isObserved(sum) ? sum / count : shrunkSum(column, 0, rows, count)
}

function columnStd(column: usize, rows: i32): f64 {
  const count = <f64>countAll(column, rows)
  if (count < 2) return NaN
  const pivot = firstObserved(column, 0, rows, 1)
  const center = sumOfDeviations(column, rows, count, pivot, 0) / count
  const excess = sumOfDeviations(column, rows, count, pivot, center)
  const spread = sumOfSquares(column, rows, count, pivot, center) - (excess * excess) / count
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
