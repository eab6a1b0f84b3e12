// How far off a prediction may be: conformal calibration on machines that the model never saw. What truth did where predictions were alike gives
// the interval, so it is narrow where the machines tell much (near the end) and wide where they do not.
// Source: Vovk, Gammerman and Shafer, Algorithmic Learning in a Random World (2005), ch. 4; local by the prediction as in Mondrian predictors.

import { interpolate, quantileOf } from '../quantile.ts'

/** Quantiles of truth less prediction, at some predictions (ascending); between them straight lines. */
export interface Bands {
  readonly at: Float64Array
  readonly p10: Float64Array
  readonly p50: Float64Array
  readonly p90: Float64Array
}

export interface Interval {
  readonly p10: number
  readonly p50: number
  readonly p90: number
}

const STEPS = 64
/** Neighbours: a twentieth of what there is, and enough for a tenth of them to be more than a few. */
const SHARE = 0.05
const LEAST_NEIGHBOURS = 100

/**
 * Bands from predictions of held-out rows and their truth. Rows of one machine go astray together, so the machines count, not the rows: of n machines
 * the lower limit is the 0.1·(1 − 1/n) quantile, and the upper one its mirror.
 */
export function fitBands(predicted: Float64Array, truth: Float64Array, machines: number): Bands {
  const order = Int32Array.from(predicted.keys()).sort((a, b) => predicted[a] - predicted[b] || a - b)
  const count = Math.min(order.length, Math.max(LEAST_NEIGHBOURS, Math.round(SHARE * order.length)))
  const low = 0.1 * (1 - 1 / machines)
  const each = Array.from({ length: STEPS }, (_, i) => {
    const begin = Math.round((i * (order.length - count)) / (STEPS - 1))
    const near = order.subarray(begin, begin + count)
    const offs = Float64Array.from(near, (row) => truth[row] - predicted[row]).sort()
    const middle = predicted[near[count >> 1]]
    return { at: middle, p10: quantileOf(offs, low), p50: quantileOf(offs, 0.5), p90: quantileOf(offs, 1 - low) }
  })
  const of = (key: keyof Bands): Float64Array => Float64Array.from(each, (band) => band[key])
  return { at: of('at'), p10: of('p10'), p50: of('p50'), p90: of('p90') }
}

/** P10 ≤ P50 ≤ P90 around a prediction, within 0 … cap. */
export function intervalAt(predicted: number, bands: Bands, cap: number): Interval {
  const at = (offsets: Float64Array): number => Math.min(Math.max(predicted + interpolate(predicted, bands.at, offsets), 0), cap)
  const [p10, p50, p90] = [at(bands.p10), at(bands.p50), at(bands.p90)].sort((a, b) => a - b)
  return { p10, p50, p90 }
}
