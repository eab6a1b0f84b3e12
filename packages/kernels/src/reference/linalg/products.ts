// The plain meaning of products and distances. Sums are taken in the order that the program fixes, so that both give the same bits.

import { powerOfTwoFor } from '../vectors.ts'

const INNER_BLOCK = 256
/** A value that is not finite poisons what it enters. */
const finiteOrNan = (value: number): number => value + (value - value)

interface GemmCall {
  readonly a: Float64Array
  readonly b: Float64Array
  readonly rows: number
  readonly inner: number
  readonly cols: number
  readonly out: Float64Array
}

/** A·B; blocks of 256 of the inner dimension, summed in order, then added in order. */
export function gemm({ a, b, rows, inner, cols, out }: GemmCall): void {
  for (let j = 0; j < cols; j++)
    for (let i = 0; i < rows; i++) {
      let total = 0
      for (let begin = 0; begin < inner; begin += INNER_BLOCK) {
        let sum = 0
        for (let k = begin; k < Math.min(inner, begin + INNER_BLOCK); k++) sum += finiteOrNan(a[k * rows + i]) * finiteOrNan(b[j * inner + k])
        total += sum
      }
      out[j * rows + i] = total
    }
}

const SQUARES = 1
const CITYBLOCK = 2

/** Σ over the coordinates of what `part` makes of each difference. */
function sumOver(x: Float64Array, y: Float64Array, part: (difference: number) => number): number {
  let sum = 0
  for (let k = 0; k < x.length; k++) sum += part(finiteOrNan(x[k]) - finiteOrNan(y[k]))
  return sum
}

/** The root of a sum of squares; one that leaves the safe range is taken again, scaled by powers of two. */
function euclidean(x: Float64Array, y: Float64Array): number {
  const square = sumOver(x, y, (difference) => difference * difference)
  if (Number.isNaN(square) || (square >= 1e-270 && square <= 1e300)) return Math.sqrt(square)
  const largestOf = (halving: number) => x.reduce((most, value, k) => Math.max(most, Math.abs(value * halving - y[k] * halving)), 0)
  const halving = largestOf(1) < Number.POSITIVE_INFINITY ? 1 : 0.5
  const largest = largestOf(halving)
  if (largest === 0) return 0
  const scale = powerOfTwoFor(largest)
  let sum = 0
  for (let k = 0; k < x.length; k++) sum += ((x[k] * halving - y[k] * halving) * scale) ** 2
  return Math.sqrt(sum) / scale / halving
}

function distance(x: Float64Array, y: Float64Array, metric: number): number {
  if (metric === SQUARES) return sumOver(x, y, (difference) => difference * difference)
  return metric === CITYBLOCK ? sumOver(x, y, Math.abs) : euclidean(x, y)
}

interface DistanceCall {
  readonly x: Float64Array
  readonly y: Float64Array
  readonly rows: number
  readonly points: number
}

/** The rows of a matrix with columns of `rows` values. */
const rowsOf = (values: Float64Array, rows: number): Float64Array[] =>
  Array.from({ length: rows }, (_, i) => Float64Array.from({ length: values.length / rows }, (_, k) => values[k * rows + i]))

export function pairwiseDistances({ x, y, rows, points, metric, out }: DistanceCall & { metric: number; out: Float64Array }): void {
  const left = rowsOf(x, rows)
  rowsOf(y, points).forEach((point, j) => {
    left.forEach((row, i) => {
      out[j * rows + i] = distance(row, point, metric)
    })
  })
}

export function argminDistances(call: DistanceCall & { index: Float64Array; distance: Float64Array }): void {
  const points = rowsOf(call.y, call.points)
  rowsOf(call.x, call.rows).forEach((row, i) => {
    const distances = points.map((point) => euclidean(row, point))
    const nearest = distances.reduce((least, d, j) => (d < distances[least] || (Number.isNaN(distances[least]) && !Number.isNaN(d)) ? j : least), 0)
    call.distance[i] = distances[nearest]
    call.index[i] = Number.isNaN(distances[nearest]) ? Number.NaN : nearest
  })
}
