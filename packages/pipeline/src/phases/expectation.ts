// What is expected of a sensor, given the others, and how far healthy values stray from it.

import { type Columns, column, type Span } from '../columns.ts'
import { quantileOf, sortedObserved } from '../quantile.ts'
import type { CulpritSignal, Sensor } from '../types.ts'
import type { Judgement, Usual } from './blame.ts'
import { expected, type Model } from './detectors.ts'
import { type Range, usualRange } from './novelty.ts'
import type { Strand } from './strands.ts'

/** Enough rows for 0.5 % quantiles. */
const SAMPLE_ROWS = 8192

const sampled = (values: Float64Array): Float64Array => sortedObserved(values, Math.ceil(values.length / SAMPLE_ROWS))

/** What a model expects of one sensor in rows of a strand, kept within a range. */
function expectedWithin(model: Model, x: Columns, positions: Span, cols: readonly number[], rangeOf: (col: number) => Range): Columns {
  const modelled = expected(model, x, positions, cols)
  cols.forEach((col, k) => {
    const { low, high } = rangeOf(col)
    const values = column(modelled, k)
    for (let i = 0; i < values.length; i++) values[i] = Math.min(Math.max(values[i], low), high)
  })
  return modelled
}

/** Where a sensor's training values in this strand lie, and how far they are from what is expected: 0.5 % and 99.5 % of them. Cost: a sort and an expectation. */
export function usualOf({ x, trainRows }: Strand, model: Model, col: number): Usual {
  const values = column(x, col).subarray(0, trainRows)
  const range = usualRange(sampled(values))
  const modelled = expectedWithin(model, x, { begin: 0, end: trainRows }, [col], () => range).values
  const off = sampled(values.map((value, i) => value - modelled[i]))
  return { range, band: { low: Math.min(quantileOf(off, 0.005), 0), high: Math.max(quantileOf(off, 0.995), 0) } }
}

/**
 * What the model expects of some sensors in rows of a strand, in their units. Kept within what training rows of the same operating state
 * hold: the model is linear, and where several sensors have left their range it would expect the impossible of the others.
 */
export function expectation({ strand, watched, usual }: Judgement, positions: Span, cols: readonly number[]): Columns {
  return expectedWithin(watched.model, strand.x, positions, cols, (col) => usual(col).range)
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
      const { band } = judgement.usual(cols[k])
      strand.rows.forEach((row, i) => {
        signal.expected[row] = own[i]
        signal.low[row] = own[i] + band.low
        signal.high[row] = own[i] + band.high
      })
    })
  }
  return out
}
