// Missing (non-finite) values of a column filled in.
//
//   imputeMedian    with the median of the column's observed values
//   imputeForward   with the last observed value before, at most `limit` rows after it
//
// Equal to DataFrame.fillna(DataFrame.median()) and DataFrame.ffill(limit) of pandas. Observed values are passed on as they are. What cannot
// be filled is NaN: a column without observed values, and for imputeForward rows before the first one or too long after the last.
// Cost: about 0.5 ns a value, and a selection (robust/order) for the median of a column with gaps. The team shares columns.
// Scratch of one member, imputeMedian: lib/column/observed-column.

import { rowsAt } from '../lib/column/column-sums'
import { columnScratchBytes, medianOfRun, observe, workOf } from '../lib/column/observed-column'
import { isObserved, observedMask } from '../lib/column/observed'
import { rank, shareBegin, shareEnd } from '../lib/team'

@inline function columnAt(x: usize, rows: i32, col: i32): usize { return x + ((<usize>col * rows) << 3) }

/** to = x, with `stand` in place of missing values. */
function replaceMissing(column: usize, rows: i32, stand: f64, to: usize): void {
  const stands = f64x2.splat(stand)
  for (let at = column, end = column + (<usize>rows << 3); at < end; at += 16, to += 16) {
    const pair = rowsAt(at, end)
    const filled = v128.bitselect(pair, stands, observedMask(pair))
    if (at + 8 < end) v128.store(to, filled)
    else v128.store64_lane(to, filled, 0)
  }
}

function imputeColumn(column: usize, rows: i32, to: usize, scratch: usize): void {
  const count = observe(column, rows, scratch)
  if (count == rows) memory.copy(to, column, <usize>rows << 3)
  else replaceMissing(column, rows, count ? medianOfRun(scratch, count, workOf(scratch, rows)) : NaN, to)
}

export function imputeMedianScratch(teamSize: i32, rows: i32, cols: i32): f64 { return f64(teamSize) * f64(columnScratchBytes(rows)) }

export function imputeMedian(team: usize, x: usize, rows: i32, cols: i32, out: usize, scratch: usize): void {
  const own = scratch + <usize>rank(team) * columnScratchBytes(rows)
  for (let col = shareBegin(team, cols), end = shareEnd(team, cols); col < end; col++)
    imputeColumn(columnAt(x, rows, col), rows, columnAt(out, rows, col), own)
}

function fillForward(column: usize, rows: i32, limit: i32, to: usize): void {
  let last: f64 = NaN
  let age = 0
  for (let at = column, end = column + (<usize>rows << 3); at < end; at += 8, to += 8) {
    const value = load<f64>(at)
    const observed = isObserved(value)
    last = observed ? value : last
    age = observed ? 0 : age + 1
    store<f64>(to, age <= limit ? last : NaN)
  }
}

export function imputeForward(team: usize, x: usize, rows: i32, cols: i32, limit: i32, out: usize): void {
  for (let col = shareBegin(team, cols), end = shareEnd(team, cols); col < end; col++)
    fillForward(columnAt(x, rows, col), rows, limit, columnAt(out, rows, col))
}
