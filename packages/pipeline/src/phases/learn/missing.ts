// What stands in for predictors that are missing. A dead sensor at its trained median would pull at what is expected of all others: with four of six dead,
// the two that were left were an alarm.

import type { Columns } from '../../columns.ts'

/** Equations are solved for patterns of missing columns; each is worked out once as long as it lasts. */
interface Pattern {
  readonly missing: readonly number[]
  /** Inverse of I − W_MM, row by row. */
  readonly inverse: Float64Array
}

/** Gauss–Jordan with partial pivoting; undefined for a matrix without an inverse. */
function inverted(a: Float64Array, n: number): Float64Array | undefined {
  const out = new Float64Array(n * n)
  for (let i = 0; i < n; i++) out[i * n + i] = 1
  for (let col = 0; col < n; col++) {
    let pivot = col
    for (let row = col + 1; row < n; row++) if (Math.abs(a[row * n + col]) > Math.abs(a[pivot * n + col])) pivot = row
    const size = a[pivot * n + col]
    if (!(Math.abs(size) > 1e-9)) return undefined
    for (const m of [a, out])
      for (let k = 0; k < n; k++) {
        const kept = m[col * n + k]
        m[col * n + k] = m[pivot * n + k] / size
        if (pivot !== col) m[pivot * n + k] = kept
      }
    for (let row = 0; row < n; row++) {
      const factor = a[row * n + col]
      if (row === col || factor === 0) continue
      for (const m of [a, out]) for (let k = 0; k < n; k++) m[row * n + k] -= factor * m[col * n + k]
    }
  }
  return out
}

function patternOf(missing: readonly number[], weights: Float64Array, cols: number): Pattern | undefined {
  const n = missing.length
  const a = new Float64Array(n * n)
  missing.forEach((target, i) => {
    missing.forEach((from, k) => {
      a[i * n + k] = Number(i === k) - weights[from * cols + target]
    })
  })
  const inverse = inverted(a, n)
  return inverse && { missing, inverse }
}

/**
 * Missing deviations of `z` (its first `cols` columns; where `x` is missing) take, in place, what the observed ones lead one to expect of them, all at once:
 * z_M = z_O W_OM + z_M W_MM, W the weights, predictors × cols. For W = I − P / diag P, P an inverse covariance, that is the conditional mean, and a
 * residual that leans on it strays by √(P'_ii) / P_ii ≤ 1/√P_ii, P' being that of the observed alone: silence makes no alarm. Cost: missing³ a
 * pattern, missing · predictors a row that lacks any.
 */
export function fillMissing(z: Columns, x: Columns, weights: Float64Array, cols: number): void {
  let [key, pattern]: [string, Pattern | undefined] = ['', undefined]
  for (let row = 0; row < x.rows; row++) {
    const missing: number[] = []
    for (let col = 0; col < cols; col++) if (!Number.isFinite(x.values[col * x.rows + row])) missing.push(col)
    if (missing.length === 0 || missing.length === cols) continue
    const own = missing.join()
    if (own !== key) [key, pattern] = [own, patternOf(missing, weights, cols)]
    if (pattern) fillRow(z, row, pattern, weights, cols)
  }
}

function fillRow(z: Columns, row: number, { missing, inverse }: Pattern, weights: Float64Array, cols: number): void {
  const n = missing.length
  const byObserved = missing.map((target) => {
    let sum = 0
    for (let col = 0; col < z.cols; col++) if (!missing.includes(col)) sum += z.values[col * z.rows + row] * weights[col * cols + target]
    return sum
  })
  missing.forEach((col, i) => {
    let sum = 0
    for (let k = 0; k < n; k++) sum += inverse[i * n + k] * byObserved[k]
    z.values[col * z.rows + row] = sum
  })
}
