// Small symmetric systems, and products whose sums are in an order that depends on nothing but their own row.

import { type Columns, column, emptyColumns } from './columns.ts'

/** Lower factor L of a = L·Lᵀ, n × n; a pivot that rounding made 0 or less counts as the least positive one. */
function factored(a: Float64Array, n: number): Float64Array {
  const l = a.slice()
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = l[i * n + j]
      for (let k = 0; k < j; k++) sum -= l[i * n + k] * l[j * n + k]
      l[i * n + j] = i === j ? Math.sqrt(Math.max(sum, 1e-300)) : sum / l[j * n + j]
    }
  }
  return l
}

function solvedInPlace(l: Float64Array, n: number, b: Float64Array): Float64Array {
  for (let i = 0; i < n; i++) {
    let sum = b[i]
    for (let k = 0; k < i; k++) sum -= l[i * n + k] * b[k]
    b[i] = sum / l[i * n + i]
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = b[i]
    for (let k = i + 1; k < n; k++) sum -= l[k * n + i] * b[k]
    b[i] = sum / l[i * n + i]
  }
  return b
}

/** Solution of a·x = b, a symmetric and positive definite. */
export const solved = (a: Float64Array, b: Float64Array): Float64Array => solvedInPlace(factored(a, b.length), b.length, b.slice())

/** Inverse of a symmetric positive definite n × n matrix, symmetric to the last bit. Cost: 4/3 n³. */
export function inverse(a: Float64Array, n: number): Float64Array {
  const l = factored(a, n)
  const out = new Float64Array(n * n)
  for (let j = 0; j < n; j++) {
    const unit = new Float64Array(n)
    unit[j] = 1
    solvedInPlace(l, n, unit)
    for (let i = j; i < n; i++) out[i * n + j] = out[j * n + i] = unit[i]
  }
  return out
}

/** Rows worked on together: a column of them stays in the nearest cache. */
const TILE = 512

/**
 * x·w, w having x.cols rows and `cols` columns, element (i, j) at i·cols + j. Each row's sum is of fours of x's columns, in their order, however many rows there
 * are: a kernel of matrices owes nobody that.
 */
export function times(x: Columns, w: Float64Array, cols: number): Columns {
  const out = emptyColumns(x.rows, cols)
  for (let begin = 0; begin < x.rows; begin += TILE) {
    const end = Math.min(begin + TILE, x.rows)
    for (let j = 0; j < cols; j++) addProducts(x, w, cols, j, begin, end, column(out, j))
  }
  return out
}

function addProducts(x: Columns, w: Float64Array, cols: number, j: number, begin: number, end: number, to: Float64Array): void {
  let k = 0
  for (; k + 3 < x.cols; k += 4) {
    const a = column(x, k)
    const b = column(x, k + 1)
    const c = column(x, k + 2)
    const d = column(x, k + 3)
    const p = w[k * cols + j]
    const q = w[(k + 1) * cols + j]
    const r = w[(k + 2) * cols + j]
    const s = w[(k + 3) * cols + j]
    for (let row = begin; row < end; row++) to[row] += p * a[row] + q * b[row] + (r * c[row] + s * d[row])
  }
  for (; k < x.cols; k++) {
    const a = column(x, k)
    const p = w[k * cols + j]
    for (let row = begin; row < end; row++) to[row] += p * a[row]
  }
}
