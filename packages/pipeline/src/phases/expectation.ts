// What is expected of a sensor, given the others, and how far healthy values stray from it.

import { type Columns, column, type Span } from '../columns.ts'
import { quantileOf, sortedObserved } from '../quantile.ts'
import type { CulpritSignal, Sensor } from '../types.ts'
import type { Judgement } from './blame.ts'
import { expected } from './detectors.ts'
import { usualRange } from './novelty.ts'

/** Enough rows for 0.5 % quantiles. */
const SAMPLE_ROWS = 8192

const sampled = (values: Float64Array): Float64Array => sortedObserved(values, Math.ceil(values.length / SAMPLE_ROWS))

/**
 * What the model expects of some sensors in rows of a strand, in their units. Kept within what training rows of the same operating state
 * hold: the model is linear, and where several sensors have left their range it would expect the impossible of the others.
 */
export function expectation({ strand, watched }: Judgement, positions: Span, cols: readonly number[]): Columns {
  const modelled = expected(watched.model, strand.x, positions, cols)
  cols.forEach((col, k) => {
    const { low, high } = usualRange(sampled(column(strand.x, col).subarray(0, strand.trainRows)))
    const values = column(modelled, k)
    for (let i = 0; i < values.length; i++) values[i] = Math.min(Math.max(values[i], low), high)
  })
  return modelled
}

/** How far healthy values are from what is expected of them, 0.5 % and 99.5 % of the training rows; both sides include 0. */
function bandOf(values: Float64Array, modelled: Float64Array): { low: number; high: number } {
  const sorted = sampled(values.map((value, i) => value - modelled[i]))
  return { low: Math.min(quantileOf(sorted, 0.005), 0), high: Math.max(quantileOf(sorted, 0.995), 0) }
}

/** The given sensors' values with what is expected of them, over all rows. */
export function signals(x: Columns, sensors: readonly Sensor[], judgements: readonly Judgement[], cols: readonly number[]): CulpritSignal[] {
  const unknown = (): Float64Array => new Float64Array(x.rows).fill(Number.NaN)
  const out = cols.map((col) => {
    const { name, unit } = sensors[col]
    return { sensor: name, ...(unit !== undefined && { unit }), value: column(x, col).slice(), expected: unknown(), low: unknown(), high: unknown() }
  })
  for (const judgement of judgements) {
    const { strand } = judgement
    const modelled = expectation(judgement, { begin: 0, end: strand.x.rows }, cols)
    out.forEach((signal, k) => {
      const own = column(modelled, k)
      const band = bandOf(column(strand.x, cols[k]).subarray(0, strand.trainRows), own)
      strand.rows.forEach((row, i) => {
        signal.expected[row] = own[i]
        signal.low[row] = own[i] + band.low
        signal.high[row] = own[i] + band.high
      })
    })
  }
  return out
}
