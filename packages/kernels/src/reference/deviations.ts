// Deviations and spreads of columns, and the inverse of a covariance, in the program's order of sums (assembly/lib/column/deviations.ts, precision.ts).
import { cholesky } from './linalg/factorizations.ts'
import { addScaled, dot, powerOfTwoFor } from './vectors.ts'

const BLOCK = 256
const finite = Number.isFinite

/** Σ term over the elements, block by block. */
export function blockedSum(values: Float64Array, from: number, term: (value: number) => number): number {
  let sum = 0
  for (let begin = from; begin < values.length; begin += BLOCK) {
    let blockSum = 0
    for (let r = begin; r < Math.min(begin + BLOCK, values.length); r++) blockSum += term(values[r])
    sum += blockSum
  }
  return sum
}

/** First observed value plus the mean deviation from it; NaN for none. */
export function meanOf(column: Float64Array): number {
  const first = column.findIndex(finite)
  if (first < 0) return Number.NaN
  let [sum, count] = [0, 0]
  for (let begin = first; begin < column.length; begin += BLOCK) {
    const observed = column.subarray(begin, begin + BLOCK).filter(finite)
    sum += observed.reduce((total, value) => total + (value - column[first]), 0)
    count += observed.length
  }
  const mean = column[first] + sum / count
  return finite(mean) ? mean : Number.NaN
}

/** √(Σ d²/divisor); 0 for none. */
export function rootMeanSquare(deviations: Float64Array, divisor: number): number {
  const largest = deviations.reduce((most, d) => Math.max(most, Math.abs(d)), 0)
  if (largest === 0) return 0
  const scale = powerOfTwoFor(largest)
  return Math.sqrt(blockedSum(deviations, 0, (d) => d * scale * (d * scale)) / divisor) / scale
}

/** Deviations from a centre, 0 where missing, and how many were observed. */
export function deviationsFrom(column: Float64Array, center: number): { deviations: Float64Array; count: number } {
  const raw = column.map((value) => value - center)
  return { deviations: raw.map((d) => (finite(d) ? d : 0)), count: raw.reduce((sum, d) => sum + Number(finite(d)), 0) }
}

/** Inverse of a symmetric positive definite matrix; all NaN where it is not. */
export function invertPositive(a: Float64Array, n: number): Float64Array {
  const factor = new Float64Array(n * n)
  cholesky({ a, n, out: factor })
  const inverse = new Float64Array(n * n)
  for (let j = 0; j < n; j++) {
    const column = inverse.subarray(j * n, (j + 1) * n)
    column[j] = 1
    for (let m = j; m < n; m++) {
      column[m] /= factor[m * n + m]
      addScaled(column.subarray(m + 1), -column[m], factor.subarray(m * n + m + 1, (m + 1) * n))
    }
  }
  const below = (i: number, j: number) => inverse.subarray(i * n + j, (i + 1) * n)
  return Float64Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.min(at % n, Math.floor(at / n)), Math.max(at % n, Math.floor(at / n))]
    return dot(below(i, j), below(j, j))
  })
}

/** x − center, NaN if either is missing or they are too far apart for a double. */
export function deviation(value: number, center: number): number {
  return Number.isFinite(value - center) ? value - center : Number.NaN
}

export const orZero = (value: number): number => (Number.isNaN(value) ? 0 : value)
