// What each column should be by the others: robust scaling, ridge regression of all from one inverse.

import { gram } from '@acm/kernels'
import { type Columns, column, emptyColumns } from '../../columns.ts'
import { inverse, solved } from '../../linear.ts'
import { deviationOf, madIn, medianIn } from '../../select.ts'

export interface Scale {
  readonly center: Float64Array
  readonly scale: Float64Array
}

/** Median and max(1.4826·MAD, 0.5·std, 1e-9) of each column. */
export function scaleOf(x: Columns): Scale {
  const center = Float64Array.from({ length: x.cols }, (_, col) => medianIn(column(x, col)) || 0)
  const scale = center.map((middle, col) => {
    const values = column(x, col)
    return Math.max(madIn(values, middle) || 0, 0.5 * (deviationOf(values) || 0), 1e-9)
  })
  return { center, scale }
}

/** Deviations in scales, within ±most; a missing value is 0. */
export function scaled(x: Columns, { center, scale }: Scale, most: number): Columns {
  const out = emptyColumns(x.rows, x.cols)
  for (let col = 0; col < x.cols; col++) {
    const [from, to, middle, unit] = [column(x, col), column(out, col), center[col], scale[col]]
    for (let row = 0; row < to.length; row++) {
      const value = (from[row] - middle) / unit
      to[row] = value > most ? most : value < -most ? -most : value || 0
    }
  }
  return out
}

/** Takes each column's value of `less` off, in place. */
export function shifted(x: Columns, less: Float64Array): Columns {
  for (let col = 0; col < x.cols; col++) {
    const values = column(x, col)
    for (let row = 0; row < values.length; row++) values[row] -= less[col]
  }
  return x
}

export function meansOf(x: Columns): Float64Array {
  return Float64Array.from({ length: x.cols }, (_, col) => {
    let sum = 0
    for (const value of column(x, col)) sum += value
    return sum / x.rows
  })
}

/** One column's weights from the columns of other quantities. */
function alone(products: Float64Array, cols: number, penalty: number, target: number, quantities: readonly number[]): Float64Array {
  const others = quantities.flatMap((quantity, col) => (quantity === quantities[target] ? [] : [col]))
  const out = new Float64Array(cols)
  if (others.length === 0) return out
  const a = new Float64Array(others.length * others.length)
  others.forEach((i, r) => {
    others.forEach((j, c) => {
      a[r * others.length + c] = products[i * cols + j] + (i === j ? penalty : 0)
    })
  })
  const weights = solved(
    a,
    Float64Array.from(others, (i) => products[i * cols + target]),
  )
  others.forEach((col, k) => {
    out[col] = weights[k]
  })
  return out
}

/**
 * Weights W, predictors × the first `targets` of them, with Z ≈ Z·W and no column, nor another of its quantity, explaining itself: from P = (ZᵀZ + αI)⁻¹,
 * W = I − P/diag(P); quantities of several columns are solved without their own. Cost: rows·cols² + 4/3 cols³.
 */
export function ridge(z: Columns, penalty: number, quantities: readonly number[], targets = z.cols): Float64Array {
  const { cols } = z
  const products = gram(z)
  const penalized = products.slice()
  for (let col = 0; col < cols; col++) penalized[col * cols + col] += penalty
  const p = inverse(penalized, cols)
  const weights = new Float64Array(cols * targets)
  for (let target = 0; target < targets; target++) {
    const several = quantities.filter((other) => other === quantities[target]).length > 1
    const own = several ? alone(products, cols, penalty, target, quantities) : undefined
    for (let col = 0; col < cols; col++)
      weights[col * targets + target] = col === target ? 0 : own ? own[col] : -p[col * cols + target] / p[target * cols + target]
  }
  return weights
}
