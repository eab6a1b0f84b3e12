// The plain meaning of the rolling moments and averages.
import { spreadOf, sumOver } from '../robust/moments.ts'
import { type Rolling, roll, type Statistic } from '../windows.ts'

const sumOf: Statistic = (values) => sumOver(values, 1)
const meanOf: Statistic = (values, count) => (count ? sumOver(values, count) : Number.NaN)
const stdOf: Statistic = (values) => spreadOf(values, true)
const varianceOf: Statistic = (values) => spreadOf(values, false)

export const rollingMeanStd = (call: Rolling): void => roll(call, [meanOf, stdOf])
export const rollingMean = (call: Rolling): void => roll(call, [meanOf])
export const rollingStd = (call: Rolling): void => roll(call, [stdOf])
export const rollingVar = (call: Rolling): void => roll(call, [varianceOf])
export const rollingSum = (call: Rolling): void => roll(call, [sumOf])

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
