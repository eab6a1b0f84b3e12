// The plain meaning of the rolling extrema.
import { type Rolling, roll, type Statistic } from '../windows.ts'

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

export const rollingMin = (call: Rolling): void => roll(call, [minOf])
export const rollingMax = (call: Rolling): void => roll(call, [maxOf])
export const rollingMinMax = (call: Rolling): void => roll(call, [minOf, maxOf])
