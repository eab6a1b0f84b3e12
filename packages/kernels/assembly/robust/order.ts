// Median and median absolute deviation of each column.
//
//   median = the middle one of the n observed values in order, or the mean of the middle two
//   mad    = median of |x − median|                                     raw: not multiplied by 1.4826
//
// Equal to numpy.nanmedian along the rows, and that of the deviations. Missing (non-finite) values are not seen; a column without any
// other has NaN. Cost: about 1.5 ns a row for the median (lib/order/sampled-select), three times that for the deviation; the team shares columns.
//
// Scratch of one member of the team: lib/column/observed-column.
import { rank, shareBegin, shareEnd } from '../lib/team'
import { columnScratchBytes, deviationOfColumn, medianOfRun, observe, observedAt, workOf } from '../lib/column/observed-column'

@inline function ownScratch(team: usize, scratch: usize, rows: i32): usize { return scratch + <usize>rank(team) * columnScratchBytes(rows) }
@inline function columnAt(x: usize, rows: i32, col: i32): usize { return x + ((<usize>col * rows) << 3) }

function columnMedian(column: usize, rows: i32, scratch: usize): f64 {
  const count = observe(column, rows, scratch)
  return count ? medianOfRun(observedAt(column, rows, count, scratch), count, workOf(scratch, rows)) : NaN
}

function columnDeviation(column: usize, rows: i32, scratch: usize): f64 {
  const count = observe(column, rows, scratch)
  if (count == 0) return NaN
  const center = medianOfRun(observedAt(column, rows, count, scratch), count, workOf(scratch, rows))
  return deviationOfColumn(column, rows, count, center, scratch)
}

export function medianScratch(teamSize: i32, rows: i32, cols: i32): f64 { return f64(teamSize) * f64(columnScratchBytes(rows)) }

export function median(team: usize, x: usize, rows: i32, cols: i32, out: usize, scratch: usize): void {
  const own = ownScratch(team, scratch, rows)
  for (let col = shareBegin(team, cols), end = shareEnd(team, cols); col < end; col++)
    store<f64>(out + (<usize>col << 3), columnMedian(columnAt(x, rows, col), rows, own))
}

export function madScratch(teamSize: i32, rows: i32, cols: i32): f64 { return f64(teamSize) * f64(columnScratchBytes(rows)) }

export function mad(team: usize, x: usize, rows: i32, cols: i32, out: usize, scratch: usize): void {
  const own = ownScratch(team, scratch, rows)
  for (let col = shareBegin(team, cols), end = shareEnd(team, cols); col < end; col++)
    store<f64>(out + (<usize>col << 3), columnDeviation(columnAt(x, rows, col), rows, own))
}
