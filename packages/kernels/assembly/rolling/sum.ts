// Sum and mean of each trailing window.
//
//   rollingSum[i]  = Σ of the observed values of rows i-window+1 … i
//   rollingMean[i] = that over their number
//
// Equal to pandas' DataFrame.rolling(window, min_periods).sum() and .mean(). Fewer than minPeriods observed gives NaN; with
// minPeriods 0 an empty window has sum 0 and mean NaN. Error: at most 2·⌈log₂ window⌉ + 1 roundings of the window's own
// Σ|x| (over their number); values outside the window leave no trace. Method and cost: lib/window/window-sums.

import { windowSums, windowSumsScratch } from '../lib/window/window-sums'

export function rollingSum(team: usize, x: usize, rows: i32, cols: i32, window: i32, minPeriods: i32, out: usize, scratch: usize): void {
  windowSums(team, x, rows, cols, window, minPeriods, false, out, <usize>rows << 3, scratch)
}

export function rollingSumScratch(teamSize: i32, rows: i32, cols: i32, window: i32, minPeriods: i32): f64 {
  return windowSumsScratch(teamSize, rows, window)
}

export function rollingMean(team: usize, x: usize, rows: i32, cols: i32, window: i32, minPeriods: i32, out: usize, scratch: usize): void {
  windowSums(team, x, rows, cols, window, minPeriods, true, out, <usize>rows << 3, scratch)
}

export function rollingMeanScratch(teamSize: i32, rows: i32, cols: i32, window: i32, minPeriods: i32): f64 {
  return windowSumsScratch(teamSize, rows, window)
}
