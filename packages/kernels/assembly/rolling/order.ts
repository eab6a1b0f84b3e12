// Rolling order statistics: the median and any quantile of each trailing window of each column.
//
//   median     the middle one of the n observed values in order, or the mean of the middle two
//   quantile   v[k] + (v[k + 1] − v[k])·f with k + f = q·(n − 1)                     (pandas' linear interpolation)
//
// Equal to pandas' rolling().median() and .quantile(); neither mean nor interpolation overflows. Missing (non-finite) values are
// not seen; fewer than `minPeriods` observed, or none at all, gives NaN. Cost: up to a window of 112 two
// windows at a time, about 24 comparisons each at 16 and 65 at 64 where no row is missing, 4·window elsewhere (lib/window/sliding-lanes.ts); beyond that
// O(rows·cols) (lib/window/sliding-ranks.ts).
import { MEDIAN, QUANTILE } from '../lib/order/order-statistic'
import { rollingOrder, rollingOrderBytes } from '../lib/window/rolling-order'

export function rollingMedianScratch(teamSize: i32, rows: i32, cols: i32, window: i32, minPeriods: i32): f64 {
  return rollingOrderBytes(MEDIAN, teamSize, rows, window)
}

export function rollingMedian(team: usize, x: usize, rows: i32, cols: i32, window: i32, minPeriods: i32, out: usize, scratch: usize): void {
  rollingOrder(MEDIAN, team, x, rows, cols, window, minPeriods, 0.5, out, scratch)
}

export function rollingQuantileScratch(teamSize: i32, rows: i32, cols: i32, window: i32, minPeriods: i32, q: f64): f64 {
  return rollingOrderBytes(QUANTILE, teamSize, rows, window)
}

export function rollingQuantile(team: usize, x: usize, rows: i32, cols: i32, window: i32, minPeriods: i32, q: f64, out: usize, scratch: usize): void {
  rollingOrder(QUANTILE, team, x, rows, cols, window, minPeriods, q, out, scratch)
}
