// What a column does by itself at what is expected of it: a wind turbine's power strays more in the middle of its curve than at its ends, and a linear relation
// bends there. Taken only where it makes rows that it was not learned from likelier.

import type { Curve } from '@acm/contract'
import { log } from '@acm/kernels'
import { type Columns, column, type Span } from '../../columns.ts'
import { interpolate } from '../../quantile.ts'
import { deviationOf, madIn, medianIn } from '../../select.ts'

const BINS = 10
const LEAST_ROWS = 50 * BINS
/** Of the mean Laplace deviation: what a curve must gain out of fold. */
const LEAST_GAIN = 0.2
const MOST = 4

type Shape = Omit<Curve, 'column'>

/** Median and relative MAD of residuals in ten bins of equal count of what is expected; undefined for fewer than 500 rows. */
function shapeOf(residual: Float64Array, expected: Float64Array, skipped: Span): Shape | undefined {
  const rows = Int32Array.from(residual.keys()).filter(
    (row) => (row < skipped.begin || row >= skipped.end) && Number.isFinite(residual[row]) && Number.isFinite(expected[row]),
  )
  if (rows.length < LEAST_ROWS) return undefined
  const all = Float64Array.from(rows, (row) => residual[row])
  const whole = madIn(all, medianIn(all))
  const order = rows.sort((a, b) => expected[a] - expected[b] || a - b)
  const [small, larger] = [Math.floor(order.length / BINS), order.length % BINS]
  const bins = Array.from({ length: BINS }, (_, i) => order.subarray(i * small + Math.min(i, larger), (i + 1) * small + Math.min(i + 1, larger)))
  const values = bins.map((bin) => Float64Array.from(bin, (row) => residual[row]))
  const center = Float64Array.from(values, medianIn)
  return {
    at: Float64Array.from(bins, (bin, i) => medianIn(Float64Array.from(bin, (row) => expected[row])) + 1e-12 * i),
    center,
    scale: Float64Array.from(values, (own, i) => Math.max(madIn(own, center[i]), 0.2 * whole, 0.05 * deviationOf(own), 1e-9) / Math.max(whole, 1e-9)),
  }
}

const NOTHING: Span = { begin: 0, end: 0 }

/** Mean over observed rows. */
function meanOf(values: Float64Array): number {
  let [sum, count] = [0, 0]
  for (const value of values)
    if (!Number.isNaN(value)) {
      sum += value
      count++
    }
  return sum / count
}

/** By how much a curve, learned without each block, makes the block's residuals likelier; NaN where rows are too few. */
function gainOf(residual: Float64Array, expected: Float64Array, blocks: readonly Span[]): number {
  const scale = new Float64Array(residual.length).fill(Number.NaN)
  const straight = new Float64Array(residual.length).fill(Number.NaN)
  for (const block of blocks) {
    const shape = shapeOf(residual, expected, block)
    if (!shape) return Number.NaN
    for (let row = block.begin; row < block.end; row++) {
      scale[row] = interpolate(expected[row], shape.at, shape.scale)
      straight[row] = (residual[row] - interpolate(expected[row], shape.at, shape.center)) / scale[row]
    }
  }
  const center = medianIn(residual)
  const unit = madIn(residual, center) + 1e-12
  const before = meanOf(residual.map((value) => Math.min(Math.abs(value - center) / unit, MOST)))
  const logs = log(scale)
  return before - meanOf(straight.map((value, row) => logs[row] + Math.min(Math.abs(value) / unit, MOST)))
}

/** Curves of the columns that gain by one. `expected` and `residuals` are out of fold by `blocks`, NaN in rows that are not to be learned from. */
export function curvesOf(residuals: Columns, expected: Columns, blocks: readonly Span[]): Curve[] {
  return Array.from({ length: residuals.cols }, (_, col) => col).flatMap((col) => {
    const [residual, own] = [column(residuals, col), column(expected, col)]
    if (!(gainOf(residual, own, blocks) > LEAST_GAIN)) return []
    const shape = shapeOf(residual, own, NOTHING)
    return shape ? [{ column: col, ...shape }] : []
  })
}

/** Takes the curves out of residuals, in place. */
export function straightened(residuals: Columns, expected: Columns, curves: readonly Curve[]): Columns {
  for (const { column: col, at, center, scale } of curves) {
    const [values, own] = [column(residuals, col), column(expected, col)]
    for (let row = 0; row < values.length; row++)
      values[row] = (values[row] - interpolate(own[row], at, center)) / interpolate(own[row], at, scale)
  }
  return residuals
}
