// Skewness and excess kurtosis of each trailing window, bias-corrected.
//
//   rollingSkew[i]     = √(n(n−1)) / (n−2) · (M₃/n) / (M₂/n)^1.5
//   rollingKurt[i]     = (n−1) / ((n−2)(n−3)) · ((n+1)·n·M₄/M₂² − 3(n−1))
//   rollingSkewKurt[i] = both, columns interleaved: skew of column 0, kurt of column 0, skew of column 1, …
//
// Equal to pandas' DataFrame.rolling(window, min_periods).skew() and .kurt() where those hold their digits. Fewer than minPeriods
// observed gives NaN, and so do fewer than three (skew) or four (kurt) and a constant window. The two halves of rollingSkewKurt
// are the two others, bit for bit. Methods, bounds and cost: lib/window/window-shape.

import { KURT, SKEW, windowShape, windowShapeScratch } from '../lib/window/window-shape'

export function rollingSkew(team: usize, x: usize, rows: i32, cols: i32, window: i32, minPeriods: i32, out: usize, scratch: usize): void {
  windowShape(SKEW, team, x, rows, cols, window, minPeriods, out, <usize>rows << 3, 0, scratch)
}

export function rollingSkewScratch(teamSize: i32, rows: i32, cols: i32, window: i32, minPeriods: i32): f64 {
  return windowShapeScratch(teamSize, rows, window)
}

export function rollingKurt(team: usize, x: usize, rows: i32, cols: i32, window: i32, minPeriods: i32, out: usize, scratch: usize): void {
  windowShape(KURT, team, x, rows, cols, window, minPeriods, out, <usize>rows << 3, 0, scratch)
}

export function rollingKurtScratch(teamSize: i32, rows: i32, cols: i32, window: i32, minPeriods: i32): f64 {
  return windowShapeScratch(teamSize, rows, window)
}

export function rollingSkewKurt(team: usize, x: usize, rows: i32, cols: i32, window: i32, minPeriods: i32, out: usize, scratch: usize): void {
  const column = <usize>rows << 3
  windowShape(SKEW | KURT, team, x, rows, cols, window, minPeriods, out, column << 1, column, scratch)
}

export function rollingSkewKurtScratch(teamSize: i32, rows: i32, cols: i32, window: i32, minPeriods: i32): f64 {
  return windowShapeScratch(teamSize, rows, window)
}
