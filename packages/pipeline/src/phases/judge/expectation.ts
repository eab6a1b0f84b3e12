// What is expected of a sensor, given the others, and how far healthy values stray from it.

import type { CulpritSignal, Model, Range, Sensor } from '@acm/contract'
import { type Columns, column, type Span } from '../../columns.ts'
import { quantileOf, sortedObserved } from '../../quantile.ts'
import { expected } from '../learn/detectors.ts'
import type { Strand } from '../prepare/strands.ts'
import type { Judgement, Usual } from './blame.ts'
import { usualRange } from './novelty.ts'

/** Enough rows for 0.5 % quantiles. */
const SAMPLE_ROWS = 8192

const sampled = (values: Float64Array): Float64Array => sortedObserved(values, Math.ceil(values.length / SAMPLE_ROWS))

/** What a model expects of one sensor in rows of a strand, kept within a range. */
function expectedWithin(model: Model, x: Columns, positions: Span, cols: readonly number[], range: Usual['range']): Columns {
  const modelled = expected(model, x, positions, cols)
  cols.forEach((col, k) => {
    const { low, high } = range(col)
    const values = column(modelled, k)
    for (let i = 0; i < values.length; i++) values[i] = Math.min(Math.max(values[i], low), high)
  })
  return modelled
}

/** Where a sensor's training values in this strand lie. Cost: a sort of a sample. */
export const rangeOf = ({ x, trainRows }: Strand, col: number): Range => usualRange(sampled(column(x, col).subarray(0, trainRows)))

/** How far the training values of some sensors are from what is expected of them: 0.5 % and 99.5 %. Cost: one expectation, however many sensors. */
export function bandsOf({ x, trainRows }: Strand, model: Model, cols: readonly number[], range: Usual['range']): Range[] {
  const modelled = expectedWithin(model, x, { begin: 0, end: trainRows }, cols, range)
  return cols.map((col, k) => {
    const own = column(modelled, k)
    const off = sampled(
      column(x, col)
        .subarray(0, trainRows)
        .map((value, i) => value - own[i]),
    )
    return { low: Math.min(quantileOf(off, 0.005), 0), high: Math.max(quantileOf(off, 0.995), 0) }
  })
}

/**
 * What the model expects of some sensors in rows of a strand, in their units. Kept within what training rows of the same operating state
 * hold: the model is linear, and where several sensors have left their range it would expect the impossible of the others.
 */
export function expectation({ strand, watched, usual }: Judgement, positions: Span, cols: readonly number[]): Columns {
  return expectedWithin(watched.model, strand.x, positions, cols, usual.range)
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
    const bands = judgement.usual.bands(cols)
    out.forEach((signal, k) => {
      const own = column(modelled, k)
      const band = bands[k]
      strand.rows.forEach((row, i) => {
        signal.expected[row] = own[i]
        signal.low[row] = own[i] + band.low
        signal.high[row] = own[i] + band.high
      })
    })
  }
  return out
}
