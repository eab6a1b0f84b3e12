// Which sensors an episode is to be blamed on.

import { column, type Span } from '../columns.ts'
import { contributions, detectorNames, tiles } from './detectors.ts'
import type { Weights } from './fusion.ts'
import type { Range } from './novelty.ts'
import type { Strand } from './strands.ts'
import type { Watched } from './watch.ts'

/** One strand with what came of it. */
export interface Judgement {
  readonly strand: Strand
  readonly watched: Watched
  /** Of healthy values of each sensor. */
  readonly usual: (col: number) => Usual
}

/** Where a sensor's healthy values lie in one operating state. */
export interface Usual {
  readonly range: Range
  /** How far they stray from what is expected of them; both sides include 0. */
  readonly band: Range
}

/** Positions in a strand, from the first to the last whose row lies in the span; empty when none does. */
export function positionsWithin({ rows }: Strand, { begin, end }: Span): Span {
  const first = rows.findIndex((row) => row >= begin)
  if (first < 0) return { begin: 0, end: 0 }
  const beyond = rows.findIndex((row) => row >= end)
  return { begin: first, end: beyond < 0 ? rows.length : beyond }
}

/**
 * A part counts by how far the sensor itself is from its usual value, in its own spreads. The subspace smears: when four vibration sensors
 * of one bearing rise together, it is the fifth, at its usual value, that no longer fits them.
 */
const LEAST_UNUSUAL = 0.5
const MOST_UNUSUAL = 10

/** Adds each sensor's part of each row's score, weighed by detector and by how anomalous the detector finds the row. */
function addBlame({ strand, watched }: Judgement, span: Span, anomaly: Uint8Array, weights: Weights, blame: Float64Array): void {
  const parts = contributions(watched.model, strand.x, span)
  const unusual = parts.z.values.map((z) => LEAST_UNUSUAL + Math.min(Math.abs(z), MOST_UNUSUAL))
  for (const name of detectorNames) {
    const { rows, cols } = parts[name]
    const totals = new Float64Array(rows)
    const weighed = { rows, cols, values: parts[name].values.map((part, i) => Math.max(part, 0) * unusual[i]) }
    const columns = Array.from({ length: cols }, (_, col) => column(weighed, col))
    for (const values of columns) for (let row = 0; row < rows; row++) totals[row] += values[row]
    const shares = totals.map((total, row) => {
      const position = span.begin + row
      const weight = anomaly[strand.rows[position]] ? weights[name] * Math.max(watched.z[name][position], 0) : 0
      return total > 0 ? weight / total : 0
    })
    columns.forEach((values, col) => {
      for (let row = 0; row < rows; row++) blame[col] += shares[row] * values[row]
    })
  }
}

/** Blame of each sensor over the anomalous rows of a span, in no unit; proportions matter. */
export function blame(judgements: readonly Judgement[], span: Span, anomaly: Uint8Array, weights: Weights): Float64Array {
  const sums = new Float64Array(judgements[0].strand.x.cols)
  for (const judgement of judgements)
    for (const tile of tiles(positionsWithin(judgement.strand, span))) addBlame(judgement, tile, anomaly, weights, sums)
  return sums
}

/** Parts of a number of tenths, by default percentages, with one decimal, that add to it exactly (largest remainders); all equal when nothing is above 0. */
export function shares(parts: readonly number[], tenths = 1000): number[] {
  const sum = parts.reduce((total, part) => total + part, 0)
  const exact = parts.map((part) => (sum > 0 ? (tenths * part) / sum : tenths / parts.length))
  const whole = exact.map(Math.floor)
  const missing = tenths - whole.reduce((total, part) => total + part, 0)
  const byRemainder = exact.map((part, i) => ({ i, remainder: part - whole[i] })).sort((a, b) => b.remainder - a.remainder || a.i - b.i)
  for (const { i } of byRemainder.slice(0, missing)) whole[i]++
  return whole.map((part) => part / 10)
}
