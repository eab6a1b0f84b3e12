// The plain meaning of the rolling slope and correlation: every window by itself, in two passes.
import { sumOf } from '../correlation/correlation.ts'
import { powerOfTwoFor } from '../vectors.ts'

interface Rolling {
  readonly x: Float64Array
  readonly rows: number
  readonly cols: number
  readonly window: number
  readonly minPeriods: number
  readonly out: Float64Array
}

/** Scaling by it is exact, and brings the largest magnitude near 1. */
const scaleFor = (values: readonly number[]): number => powerOfTwoFor(values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0))

/** Deviations from the mean, of values times `scale`; zeros if all are equal. */
function centered(values: readonly number[], scale: number): number[] {
  const deviations = values.map((value) => value * scale - values[0] * scale)
  let sum = 0
  for (const d of deviations) sum += d
  return deviations.map((d) => d - sum / values.length)
}

/** Σ (x − mean)(y − mean), from deviations whose means rounding has left a little off 0. */
function comoment(x: readonly number[], y: readonly number[]): number {
  const total = (values: readonly number[]): number => sumOf(Float64Array.from(values))
  return total(x.map((ex, i) => ex * y[i])) - (total(x) * total(y)) / x.length
}

function correlationOf(x: readonly number[], y: readonly number[]): number {
  if (x.every((value) => value === x[0]) || y.every((value) => value === y[0])) return Number.NaN
  const ex = centered(x, scaleFor(x))
  const ey = centered(y, scaleFor(y))
  return Math.max(-1, Math.min(1, comoment(ex, ey) / Math.sqrt(comoment(ex, ex) * comoment(ey, ey))))
}

function slopeOf(times: readonly number[], values: readonly number[]): number {
  if (values.every((value) => value === values[0])) return 0
  const scale = scaleFor(values)
  const et = centered(times, 1)
  return comoment(et, centered(values, scale)) / comoment(et, et) / scale
}

/** Fills `out` with what `of` makes of the observed rows of every trailing window, NaN where there are fewer than `need`. */
function roll(call: Rolling, need: number, observed: (column: number, row: number) => boolean, of: (column: number, rows: number[]) => number): void {
  const { rows, cols, window, out } = call
  for (let c = 0; c < cols; c++) {
    for (let row = 0; row < rows; row++) {
      const seen: number[] = []
      for (let r = Math.max(row - window + 1, 0); r <= row; r++) if (observed(c, r)) seen.push(r)
      out[c * rows + row] = seen.length < need ? Number.NaN : of(c, seen)
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
