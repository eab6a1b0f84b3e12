// The plain meaning of the rolling moments, extrema and averages: every window by itself.

import { countObserved, spreadOf, sumOver } from '../robust/moments.ts'

export interface Rolling {
  readonly x: Float64Array
  readonly rows: number
  readonly cols: number
  readonly window: number
  readonly minPeriods: number
  readonly out: Float64Array
}

/** What is made of a window's values, missing ones among them, of which `count` are observed. */
type Statistic = (values: Float64Array, count: number) => number

const sumOf: Statistic = (values) => sumOver(values, 1)
const meanOf: Statistic = (values, count) => (count ? sumOver(values, count) : Number.NaN)
const stdOf: Statistic = (values) => spreadOf(values, true)
const varianceOf: Statistic = (values) => spreadOf(values, false)

const minOf: Statistic = (values, count) => {
  let least = Number.POSITIVE_INFINITY
  for (const value of values) if (Number.isFinite(value) && value < least) least = value
  return count ? least : Number.NaN
}

const maxOf: Statistic = (values, count) => {
  let greatest = Number.NEGATIVE_INFINITY
  for (const value of values) if (Number.isFinite(value) && value > greatest) greatest = value
  return count ? greatest : Number.NaN
}

/** Statistics of every trailing window; those of one column fill consecutive output columns. */
function roll({ x, rows, cols, window, minPeriods, out }: Rolling, statistics: readonly Statistic[]): void {
  for (let c = 0; c < cols; c++) {
    for (let row = 0; row < rows; row++) {
      const values = x.subarray(c * rows + Math.max(row - window + 1, 0), c * rows + row + 1)
      const count = countObserved(values)
      statistics.forEach((statistic, i) => {
        out[(c * statistics.length + i) * rows + row] = count < minPeriods ? Number.NaN : statistic(values, count)
      })
    }
  }
}

export const rollingMeanStd = (call: Rolling): void => roll(call, [meanOf, stdOf])
export const rollingMean = (call: Rolling): void => roll(call, [meanOf])
export const rollingStd = (call: Rolling): void => roll(call, [stdOf])
export const rollingVar = (call: Rolling): void => roll(call, [varianceOf])
export const rollingSum = (call: Rolling): void => roll(call, [sumOf])
export const rollingMin = (call: Rolling): void => roll(call, [minOf])
export const rollingMax = (call: Rolling): void => roll(call, [maxOf])
export const rollingMinMax = (call: Rolling): void => roll(call, [minOf, maxOf])

/** The new average from the old one, which `decay` has left that much weight. */
function average(mean: number, value: number, alpha: number, decay: number): number {
  if (Number.isNaN(mean)) return value
  const gain = alpha / (decay + alpha)
  const step = gain * (value - mean)
  return Number.isFinite(step) ? mean + step : (1 - gain) * mean + gain * value
}

export function ewma({ x, rows, cols, alpha, out }: { x: Float64Array; rows: number; cols: number; alpha: number; out: Float64Array }): void {
  for (let c = 0; c < cols; c++) {
    let mean = Number.NaN
    let decay = 1
    for (let i = c * rows; i < (c + 1) * rows; i++) {
      decay *= 1 - alpha
      if (Number.isFinite(x[i])) {
        mean = average(mean, x[i], alpha, decay)
        decay = 1
      }
      out[i] = mean
    }
  }
}
