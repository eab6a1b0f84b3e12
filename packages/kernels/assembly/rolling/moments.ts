// Mean, standard deviation and variance of each trailing window.
//
//   rollingMeanStd[i] = mean and std of the observed values of rows i-window+1 … i, columns interleaved:
//                       mean of column 0, std of column 0, mean of column 1, …
//   rollingVar[i]     = Σ (x − mean)² / (n − 1)        rollingStd[i] = √rollingVar[i]
//
// Equal to pandas' DataFrame.rolling(window, min_periods).mean(), .std() and .var() (ddof 1) where those hold their digits.
// Fewer than minPeriods observed gives NaN, and so does a single one for std and var; a constant window has exactly 0.
// The two halves are rollingMean's and rollingStd's, bit for bit. Methods, bounds and cost: lib/window/window-sums, lib/window/window-spread.

import { size } from '../lib/team'
import { windowSums, windowSumsScratch } from '../lib/window/window-sums'
import { windowSpread, windowSpreadScratch } from '../lib/window/window-spread'

export function rollingMeanStd(team: usize, x: usize, rows: i32, cols: i32, window: i32, minPeriods: i32, out: usize, scratch: usize): void {
  const column = <usize>rows << 3
  windowSums(team, x, rows, cols, window, minPeriods, true, out, column << 1, scratch)
  // No barrier between the halves: each has scratch of its own.
  windowSpread(team, x, rows, cols, window, minPeriods, true, out + column, column << 1, scratch + <usize>windowSumsScratch(size(team), rows, window))
}

export function rollingMeanStdScratch(teamSize: i32, rows: i32, cols: i32, window: i32, minPeriods: i32): f64 {
  return windowSumsScratch(teamSize, rows, window) + windowSpreadScratch(teamSize, rows, window)
}

export function rollingStd(team: usize, x: usize, rows: i32, cols: i32, window: i32, minPeriods: i32, out: usize, scratch: usize): void {
  windowSpread(team, x, rows, cols, window, minPeriods, true, out, <usize>rows << 3, scratch)
}

export function rollingStdScratch(teamSize: i32, rows: i32, cols: i32, window: i32, minPeriods: i32): f64 {
  return windowSpreadScratch(teamSize, rows, window)
}

export function rollingVar(team: usize, x: usize, rows: i32, cols: i32, window: i32, minPeriods: i32, out: usize, scratch: usize): void {
  windowSpread(team, x, rows, cols, window, minPeriods, false, out, <usize>rows << 3, scratch)
}

export function rollingVarScratch(teamSize: i32, rows: i32, cols: i32, window: i32, minPeriods: i32): f64 {
  return windowSpreadScratch(teamSize, rows, window)
}
