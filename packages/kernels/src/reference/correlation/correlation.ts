// The plain meaning of the correlations: pair by pair, from the rows where both columns are observed.
import { powerOfTwoFor } from '../vectors.ts'

interface Call {
  readonly x: Float64Array
  readonly rows: number
  readonly cols: number
  readonly minPeriods: number
  readonly out: Float64Array
}
type Statistic = (x: Float64Array, y: Float64Array) => number

/**
 * Deviations from the mean, multiplied by a power of two so that their squares stay within a double. The mean is the first value plus the
 * mean difference from it, so that a constant gives exactly 0; what rounding left of the deviations' mean is subtracted from them.
 */
function deviations(values: Float64Array): { scale: number; scaled: Float64Array } {
  const scale = powerOfTwoFor(values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0))
  const first = values[0] * scale
  const center = first + meanOf(values.map((value) => value * scale - first))
  const about = values.map((value) => value * scale - center)
  const excess = meanOf(about)
  return { scale, scaled: about.map((value) => value - excess) }
}

/** Sums halves of halves: an error that grows with the logarithm of the length. */
export function sumOf(values: Float64Array, begin = 0, end = values.length): number {
  if (end - begin > 8) {
    const middle = begin + ((end - begin) >> 1)
    return sumOf(values, begin, middle) + sumOf(values, middle, end)
  }
  let sum = 0
  for (let i = begin; i < end; i++) sum += values[i]
  return sum
}

const meanOf = (values: Float64Array): number => sumOf(values) / values.length

const productSum = (a: Float64Array, b: Float64Array): number => sumOf(a.map((value, row) => value * b[row]))

/** Pearson's r within [−1, 1]; NaN where a column is constant. */
function pearson(x: Float64Array, y: Float64Array): number {
  const a = deviations(x).scaled
  const b = deviations(y).scaled
  const squares = productSum(a, a) * productSum(b, b)
  return squares > 0 ? Math.max(-1, Math.min(1, productSum(a, b) / Math.sqrt(squares))) : Number.NaN
}

/** Sample covariance, ddof 1. */
function covarianceOf(x: Float64Array, y: Float64Array): number {
  const [a, b] = [deviations(x), deviations(y)]
  const mean = productSum(a.scaled, b.scaled) / (x.length - 1)
  // One factor shrinks and the other grows: their product is exact, and nothing overflows on the way.
  return a.scale < 1 === b.scale < 1 ? mean / a.scale / b.scale : mean / (a.scale * b.scale)
}

/** The statistic over the rows where x and y are both observed; NaN for fewer than `minPeriods`, or two, of them. */
function ofCommonRows(statistic: Statistic, x: Float64Array, y: Float64Array, minPeriods: number): number {
  const common = (_: number, row: number) => Number.isFinite(x[row]) && Number.isFinite(y[row])
  const left = x.filter(common)
  return left.length < Math.max(2, minPeriods) ? Number.NaN : statistic(left, y.filter(common))
}

function everyPair(statistic: Statistic, { x, rows, cols, minPeriods, out }: Call): void {
  const column = (c: number) => x.subarray(c * rows, (c + 1) * rows)
  for (let j = 0; j < cols; j++)
    for (let i = 0; i <= j; i++) {
      out[j * cols + i] = ofCommonRows(statistic, column(i), column(j), minPeriods)
      out[i * cols + j] = out[j * cols + i]
    }
}

/** A column has correlation exactly 1 with itself, if it has one. */
function onesOnDiagonal({ cols, out }: Call): void {
  for (let c = 0; c < cols; c++) if (!Number.isNaN(out[c * cols + c])) out[c * cols + c] = 1
}

export function correlation(call: Call): void {
  everyPair(pearson, call)
  onesOnDiagonal(call)
}

export function covariance(call: Call): void {
  everyPair(covarianceOf, call)
}

/** Ranks from 1, equal values sharing the mean of theirs; doubled, so that they are whole numbers. */
function doubledRanks(values: Float64Array): Float64Array {
  const order = [...values.keys()].sort((a, b) => values[a] - values[b])
  const ranks = new Float64Array(values.length)
  for (let begin = 0; begin < order.length; ) {
    let end = begin
    while (end < order.length && values[order[end]] === values[order[begin]]) end++
    for (const row of order.slice(begin, end)) ranks[row] = begin + end + 1
    begin = end
  }
  return ranks
}

export function spearman(call: Call): void {
  everyPair((x, y) => pearson(doubledRanks(x), doubledRanks(y)), call)
  onesOnDiagonal(call)
}

export function pairwiseLagCorrelation({ x, rows, cols, lags, minPeriods, out }: Call & { readonly lags: number }): void {
  for (let lag = 0; lag < lags; lag++)
    for (let i = 0; i < cols; i++)
      for (let j = 0; j < cols; j++) {
        const later = x.subarray(i * rows + lag, (i + 1) * rows)
        const earlier = x.subarray(j * rows, (j + 1) * rows - lag)
        const value = ofCommonRows(pearson, later, earlier, minPeriods)
        out[(i * cols + j) * lags + lag] = i === j && lag === 0 && !Number.isNaN(value) ? 1 : value
      }
}
