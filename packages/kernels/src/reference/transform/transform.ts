// The plain meaning of the transforms, column by column.
import { countObserved, scaleFor } from '../robust/moments.ts'
import { sortedDeviation, sortedMedian } from '../robust/order.ts'

interface Columns {
  readonly x: Float64Array
  readonly rows: number
  readonly cols: number
  readonly out: Float64Array
}

/** Each column and where its result goes. */
function eachColumn({ x, rows, cols, out }: Columns, write: (column: Float64Array, to: Float64Array) => void): void {
  for (let c = 0; c < cols; c++) write(x.subarray(c * rows, (c + 1) * rows), out.subarray(c * rows, (c + 1) * rows))
}

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

export function imputeMedian(call: Columns): void {
  eachColumn(call, (column, to) => {
    const median = countObserved(column) ? sortedMedian(column.filter(Number.isFinite).sort()) : Number.NaN
    for (let row = 0; row < column.length; row++) to[row] = Number.isFinite(column[row]) ? column[row] : median
  })
}

export function imputeForward({ limit, ...call }: Columns & { readonly limit: number }): void {
  eachColumn(call, (column, to) => {
    let last = Number.NEGATIVE_INFINITY
    for (let row = 0; row < column.length; row++) {
      if (Number.isFinite(column[row])) last = row
      to[row] = row - last <= limit ? column[last] : Number.NaN
    }
  })
}

export function lag({ periods, ...call }: Columns & { readonly periods: number }): void {
  eachColumn(call, (column, to) => {
    for (let row = 0; row < column.length; row++) to[row] = Number.isFinite(column[row - periods]) ? column[row - periods] : Number.NaN
  })
}

export function lagColumns({ lags, out, ...call }: Columns & { readonly lags: number }): void {
  for (let periods = 0; periods <= lags; periods++)
    lag({ ...call, periods, out: out.subarray(periods * call.x.length, (periods + 1) * call.x.length) })
}

export function diff({ periods, ...call }: Columns & { readonly periods: number }): void {
  eachColumn(call, (column, to) => {
    for (let row = 0; row < column.length; row++) {
      const [here, earlier] = [column[row], column[row - periods]]
      to[row] = Number.isFinite(here) && Number.isFinite(earlier) ? here - earlier : Number.NaN
    }
  })
}
