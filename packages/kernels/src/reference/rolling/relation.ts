// The plain meaning of the rolling slope and correlation: every window by itself, in two passes.
import { sumOf } from '../correlation/correlation.ts'
import { powerOfTwoFor } from '../vectors.ts'
import type { Rolling } from '../windows.ts'

/** Scaling by it is exact, and brings the largest magnitude near 1. */
const scaleFor = (values: Float64Array): number => powerOfTwoFor(values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0))

interface Centered {
  readonly deviations: Float64Array
  /** What rounding has left of their sum. */
  readonly total: number
}

/** Deviations from the mean, of values times `scale`; zeros if all are equal. */
function centered(values: Float64Array, scale: number): Centered {
  const deviations = new Float64Array(values.length)
  const first = values[0] * scale
  let sum = 0
  for (let i = 0; i < values.length; i++) {
    deviations[i] = values[i] * scale - first
    sum += deviations[i]
  }
  const mean = sum / values.length
  for (let i = 0; i < values.length; i++) deviations[i] -= mean
  return { deviations, total: sumOf(deviations) }
}

/** Σ (x − mean)(y − mean), from deviations whose means rounding has left a little off 0. */
function comoment(x: Centered, y: Centered): number {
  const products = new Float64Array(x.deviations.length)
  for (let i = 0; i < products.length; i++) products[i] = x.deviations[i] * y.deviations[i]
  return sumOf(products) - (x.total * y.total) / products.length
}

const isConstant = (values: Float64Array): boolean => values.every((value) => value === values[0])

function correlationOf(x: Float64Array, y: Float64Array): number {
  if (isConstant(x) || isConstant(y)) return Number.NaN
  const ex = centered(x, scaleFor(x))
  const ey = centered(y, scaleFor(y))
  return Math.max(-1, Math.min(1, comoment(ex, ey) / Math.sqrt(comoment(ex, ex) * comoment(ey, ey))))
}

function slopeOf(times: Float64Array, values: Float64Array): number {
  if (isConstant(values)) return 0
  const scale = scaleFor(values)
  const et = centered(times, 1)
  return comoment(et, centered(values, scale)) / comoment(et, et) / scale
}

/** Fills `out` with what `of` makes of the observed rows of every trailing window, NaN where there are fewer than `need`. */
function roll(
  { rows, cols, window, out }: Rolling,
  need: number,
  observed: (column: number, row: number) => boolean,
  of: (column: number, rows: Float64Array) => number,
): void {
  const seen = new Float64Array(Math.min(window, rows))
  for (let c = 0; c < cols; c++) {
    for (let row = 0; row < rows; row++) {
      let count = 0
      for (let r = Math.max(row - window + 1, 0); r <= row; r++) if (observed(c, r)) seen[count++] = r
      out[c * rows + row] = count < need ? Number.NaN : of(c, seen.subarray(0, count))
    }
  }
}

export function rollingSlope(call: Rolling): void {
  const { x, rows, minPeriods } = call
  roll(
    call,
    Math.max(minPeriods, 2),
    (c, row) => Number.isFinite(x[c * rows + row]),
    (c, seen) =>
      slopeOf(
        seen,
        seen.map((row) => x[c * rows + row]),
      ),
  )
}

export function rollingCorr(call: Rolling & { readonly y: Float64Array; readonly lag: number }): void {
  const { x, y, lag, rows, minPeriods } = call
  roll(
    call,
    Math.max(minPeriods, 2),
    (c, row) => row >= lag && Number.isFinite(x[c * rows + row]) && Number.isFinite(y[c * rows + row - lag]),
    (c, seen) =>
      correlationOf(
        seen.map((row) => x[c * rows + row]),
        seen.map((row) => y[c * rows + row - lag]),
      ),
  )
}
