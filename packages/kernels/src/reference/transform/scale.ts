// The plain meaning of scores, column by column.
import { type Columns, eachColumn } from '../columns.ts'
import { scaleFor } from '../robust/moments.ts'
import { sortedDeviation, sortedMedian } from '../robust/order.ts'

/** The result of each observed value, and NaN for a missing one. */
function writeObserved(column: Float64Array, to: Float64Array, result: (value: number) => number): void {
  for (let row = 0; row < column.length; row++) to[row] = Number.isFinite(column[row]) ? result(column[row]) : Number.NaN
}

/** About the mean of the differences from the first observed value, corrected by what rounding left of it. */
export function zscore({ ddof, ...call }: Columns & { readonly ddof: number }): void {
  eachColumn(call, (column, to) => {
    const observed = column.filter(Number.isFinite)
    const scale = scaleFor(observed.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0))
    const deviations = observed.map((value) => value * scale - observed[0] * scale)
    const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0)
    const center = sum(deviations) / observed.length
    const excess = sum(deviations.map((deviation) => deviation - center))
    const squares = sum(deviations.map((deviation) => (deviation - center) ** 2)) - (excess * excess) / observed.length
    const std = Math.sqrt(squares / (observed.length - ddof))
    writeObserved(column, to, (value) =>
      squares > 0 ? (value * scale - observed[0] * scale - (center + excess / observed.length)) / std : Number.NaN,
    )
  })
}

/** 1 / Φ⁻¹(¾) to five digits: the MAD of normal values times this is their standard deviation. */
const NORMAL_CONSISTENCY = 1.4826

/** A power of two by which neither the differences from the median nor 1.4826 · MAD leave the range or lose bits. */
function robustFactor(median: number, deviation: number): number {
  if (deviation < 2 ** -960) return 2 ** 64
  return Math.abs(median) > 2 ** 969 || deviation > 2 ** 1023 ? 0.5 : 1
}

export function robustScale(call: Columns): void {
  eachColumn(call, (column, to) => {
    const sorted = column.filter(Number.isFinite).sort()
    const median = sorted.length ? sortedMedian(sorted) : Number.NaN
    const deviation = sorted.length ? sortedDeviation(sorted) : Number.NaN
    const scale = robustFactor(median, deviation)
    const divisor = NORMAL_CONSISTENCY * (deviation * scale)
    writeObserved(column, to, (value) => (deviation > 0 && deviation < Infinity ? (value * scale - median * scale) / divisor : Number.NaN))
  })
}
