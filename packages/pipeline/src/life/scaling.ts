// Robust scaling: every sensor in units of its own training spread.

import { mad, median, std } from '@acm/kernels'
import { type Columns, column } from '../columns.ts'

/** Largest scaled deviation; keeps squares and sums of hundreds of sensors far from overflow. */
const LARGEST_DEVIATION = 1e6
const NORMAL_MAD = 1.4826
/** A spread below this share of the sensor's whole training spread is not told apart from none: a sensor at rest in one state. */
const LEAST_SHARE_OF_WHOLE = 0.01

export interface Scaling {
  readonly center: Float64Array
  readonly scale: Float64Array
}

/**
 * Median and max(1.4826·MAD, 0.5·std) of each column. The floors matter: a quantised sensor has
 * a MAD of 0. `whole` are the standard deviations over all conditions.
 */
export function fitScaling(x: Columns, whole: Float64Array): Scaling {
  const deviation = mad(x)
  const spread = std(x).map((value) => (Number.isFinite(value) ? value : 0))
  const scale = deviation.map((value, col) => Math.max(NORMAL_MAD * (value || 0), 0.5 * spread[col], LEAST_SHARE_OF_WHOLE * whole[col]))
  return { center: median(x).map((value) => value || 0), scale }
}

/** Standard deviation of the first rows of each column, 0 for fewer than two values; a column at a time, so that nothing is copied. */
export const spreads = (x: Columns, rows: number): Float64Array =>
  Float64Array.from({ length: x.cols }, (_, col) => std(column(x, col).subarray(0, rows))[0] || 0)

/** Replaces each value by its scaled deviation, a missing one by 0; within ±1e6, so that no square overflows later. */
export function scaleInPlace(x: Columns, { center, scale }: Scaling): Columns {
  const limit = LARGEST_DEVIATION
  for (let col = 0; col < x.cols; col++) {
    const values = column(x, col)
    const [middle, unit] = [center[col], scale[col]]
    for (let row = 0; row < values.length; row++) {
      const deviation = (values[row] - middle) / unit
      values[row] = deviation > limit ? limit : deviation < -limit ? -limit : deviation || 0
    }
  }
  return x
}
