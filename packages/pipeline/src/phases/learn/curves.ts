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
  const [own, at] = [new Float64Array(residual.length), new Float64Array(residual.length)]
  let count = 0
  for (let row = 0; row < residual.length; row++) {
    if ((row >= skipped.begin && row < skipped.end) || !Number.isFinite(residual[row])) continue
    own[count] = residual[row]
    at[count++] = expected[row]
  }
  if (count < LEAST_ROWS) return undefined
  const all = own.subarray(0, count)
  const whole = madIn(all, medianIn(all))
  const sorted = at.slice(0, count).sort()
  const [small, larger] = [Math.floor(count / BINS), count % BINS]
  const borders = Array.from({ length: BINS - 1 }, (_, i) => sorted[(i + 1) * small + Math.min(i + 1, larger)])
  const bins = Array.from({ length: BINS }, () => ({ values: new Float64Array(count), expected: new Float64Array(count), rows: 0 }))
  for (let i = 0; i < count; i++) {
    let bin = 0
    while (bin < BINS - 1 && at[i] >= borders[bin]) bin++
    const into = bins[bin]
    into.values[into.rows] = own[i]
    into.expected[into.rows++] = at[i]
  }
  if (bins.some(({ rows }) => rows === 0)) return undefined
  const values = bins.map((bin) => bin.values.subarray(0, bin.rows))
  const center = Float64Array.from(values, medianIn)
  return {
    at: Float64Array.from(bins, (bin, i) => medianIn(bin.expected.subarray(0, bin.rows)) + 1e-12 * i),
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

/** By how much a curve makes rows likelier that it was not learned from: the rows of each span by a curve without them. NaN where rows are too few. */
function gainOf(residual: Float64Array, expected: Float64Array, spans: readonly Span[], shapeFor: (span: Span) => Shape | undefined): number {
  const scale = new Float64Array(residual.length).fill(Number.NaN)
  const straight = new Float64Array(residual.length).fill(Number.NaN)
  for (const span of spans) {
    const shape = shapeFor(span)
    if (!shape) return Number.NaN
    for (let row = span.begin; row < span.end; row++) {
      scale[row] = interpolate(expected[row], shape.at, shape.scale)
      straight[row] = (residual[row] - interpolate(expected[row], shape.at, shape.center)) / scale[row]
    }
  }
  const center = medianIn(residual)
  const unit = madIn(residual, center) + 1e-12
  const logs = log(scale)
  const [before, after] = [new Float64Array(residual.length), new Float64Array(residual.length)]
  for (let row = 0; row < residual.length; row++) {
    before[row] = Math.min(Math.abs(residual[row] - center) / unit, MOST)
    after[row] = logs[row] + Math.min(Math.abs(straight[row]) / unit, MOST)
  }
  return meanOf(before) - meanOf(after)
}

/** Curves of the columns that gain by one. `expected` and `residuals` are out of fold by `blocks`, NaN in rows that are not to be learned from. */
export function curvesOf(residuals: Columns, expected: Columns, blocks: readonly Span[]): Curve[] {
  return Array.from({ length: residuals.cols }, (_, col) => col).flatMap((col) => {
    const [residual, own] = [column(residuals, col), column(expected, col)]
    const shape = shapeOf(residual, own, NOTHING)
    // What gains too little on the rows that it was learned from need not be tried on others.
    const whole = [{ begin: 0, end: residual.length }]
    if (!shape || !(gainOf(residual, own, whole, () => shape) > LEAST_GAIN)) return []
    return gainOf(residual, own, blocks, (block) => shapeOf(residual, own, block)) > LEAST_GAIN ? [{ column: col, ...shape }] : []
  })
}

/** Takes the curves out of residuals, in place. */
export function straightened(residuals: Columns, expected: Columns, curves: readonly Curve[]): Columns {
  for (const { column: col, at, center, scale } of curves) {
    const [values, own] = [column(residuals, col), column(expected, col)]
    for (let row = 0; row < values.length; row++) values[row] = (values[row] - interpolate(own[row], at, center)) / interpolate(own[row], at, scale)
  }
  return residuals
}
