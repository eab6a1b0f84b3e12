// Small symmetric systems, and products whose sums are in an order that depends on nothing but their own row.

import { type Columns, column, emptyColumns } from './columns.ts'

/** XᵀX, cols × cols. */
export function gramOf(x: Columns): Float64Array {
  const { rows, cols } = x
  const out = new Float64Array(cols * cols)
  for (let i = 0; i < cols; i++)
    for (let j = 0; j <= i; j++) {
      const [a, b] = [column(x, i), column(x, j)]
      let [s0, s1, s2, s3] = [0, 0, 0, 0]
      let row = 0
      for (; row + 3 < rows; row += 4) {
        s0 += a[row] * b[row]
        s1 += a[row + 1] * b[row + 1]
        s2 += a[row + 2] * b[row + 2]
        s3 += a[row + 3] * b[row + 3]
      }
      for (; row < rows; row++) s0 += a[row] * b[row]
      out[i * cols + j] = out[j * cols + i] = s0 + s1 + (s2 + s3)
    }
  return out
}

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

/** x·w, w having x.cols rows and `cols` columns, element (i, j) at i·cols + j. Each row's sum runs over x's columns in order, however many rows there are. */
export function times(x: Columns, w: Float64Array, cols: number): Columns {
  const out = emptyColumns(x.rows, cols)
  for (let j = 0; j < cols; j++) {
    const to = column(out, j)
    for (let k = 0; k < x.cols; k++) {
      const factor = w[k * cols + j]
      if (factor === 0) continue
      const from = column(x, k)
      for (let row = 0; row < to.length; row++) to[row] += factor * from[row]
    }
  }
  return out
}
