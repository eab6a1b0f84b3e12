// Each row beside an earlier one.
//
//   lag    out_i = x_(i − periods)
//   diff   out_i = x_i − x_(i − periods)
//   lagColumns   x and its lags 1, 2, … side by side
//
// Equal to DataFrame.shift(periods) and DataFrame.diff(periods) of pandas for periods ≥ 0. NaN where a row is missing (non-finite) or before
// the first. A lag is exact; a difference is rounded once, and infinite where it exceeds the range.
// Cost: about 0.5 ns a value, what memory takes. The team shares columns.

import { rowsAt } from '../lib/column/column-sums'
import { observedMask } from '../lib/column/observed'
import { shareBegin, shareEnd } from '../lib/team'
import { fillVector } from '../lib/vectors'

/** One column's lag, or its difference from that; `difference` is a literal at the call, so that the compiler drops what is not asked for. */
@inline function shiftColumn(difference: bool, column: usize, rows: i32, periods: i32, to: usize): void {
  const before = min(periods, rows)
  fillVector(to, NaN, before)
  const missing = f64x2.splat(NaN)
  const end = column + (<usize>rows << 3), distance = <usize>before << 3
  for (let at = column + distance; at < end; at += 16) {
    const earlier = rowsAt(at - distance, end - distance)
    const here = rowsAt(at, end)
    const value = difference ? f64x2.sub(here, earlier) : earlier
    const mask = difference ? v128.and(observedMask(earlier), observedMask(here)) : observedMask(earlier)
    const shifted = v128.bitselect(value, missing, mask)
    if (at + 8 < end) v128.store(to + (at - column), shifted)
    else v128.store64_lane(to + (at - column), shifted, 0)
  }
}

export function lag(team: usize, x: usize, rows: i32, cols: i32, periods: i32, out: usize): void {
  for (let col = shareBegin(team, cols), end = shareEnd(team, cols); col < end; col++) {
    const begin = (<usize>col * rows) << 3
    shiftColumn(false, x + begin, rows, periods, out + begin)
  }
}

export function diff(team: usize, x: usize, rows: i32, cols: i32, periods: i32, out: usize): void {
  for (let col = shareBegin(team, cols), end = shareEnd(team, cols); col < end; col++) {
    const begin = (<usize>col * rows) << 3
    shiftColumn(true, x + begin, rows, periods, out + begin)
  }
}

/** x rows × cols → out rows × cols·(lags + 1), a lag after the other. */
export function lagColumns(team: usize, x: usize, rows: i32, cols: i32, lags: i32, out: usize): void {
  for (let periods = 0; periods <= lags; periods++) lag(team, x, rows, cols, periods, out + ((<usize>periods * <usize>cols * <usize>rows) << 3))
}
