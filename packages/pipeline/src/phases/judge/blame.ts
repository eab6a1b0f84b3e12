// Which sensors an episode is to be blamed on.

import type { Model, Parts, PerDetector, Range, Weights } from '@acm/contract'
import { type Columns, column, type Span, thinned } from '../../columns.ts'
import { contributions, perDetector, tiles } from '../learn/detectors.ts'
import { taking } from '../learn/fusion.ts'
import type { Watched } from '../learn/watch.ts'
import type { Strand } from '../prepare/strands.ts'

/** One strand with what came of it. */
export interface Judgement {
  readonly strand: Strand
  readonly watched: Watched
  readonly usual: Usual
  /** What each sensor usually adds to each score. */
  readonly parts: Parts
}

/** Where healthy values of the sensors lie in one operating state. */
export interface Usual {
  readonly range: (col: number) => Range
  /** How far they stray from what is expected of them; both sides include 0. */
  readonly bands: (cols: readonly number[]) => readonly Range[]
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
/** Training rows by which the usual parts are known. */
const USUAL_ROWS = 2048

/** What each sensor usually adds to each detector's score: means over training rows, parts below 0 as 0. */
export function usualParts(model: Model, x: Columns, trainRows: number): Parts {
  const spans = thinned([{ begin: 0, end: trainRows }], USUAL_ROWS).flatMap(tiles)
  const sums: Record<string, Float64Array> = {}
  let rows = 0
  for (const span of spans) {
    const { parts } = contributions(model, x, span)
    rows += span.end - span.begin
    for (const name of Object.keys(parts)) {
      sums[name] ??= new Float64Array(x.cols)
      for (let col = 0; col < x.cols; col++) sums[name][col] += column(parts[name], col).reduce((sum, part) => sum + Math.max(part, 0), 0)
    }
  }
  return Object.fromEntries(Object.entries(sums).map(([name, parts]) => [name, parts.map((sum) => sum / rows)]))
}

/** Sums over anomalous rows, each weighed by detector and by how anomalous the detector finds it. */
interface Account {
  weight: number
  /** Of what each sensor adds. */
  readonly parts: Float64Array
  /** Of how far each sensor is from its usual value. */
  readonly unusual: Float64Array
}

function addRows({ strand, watched }: Judgement, span: Span, anomaly: Uint8Array, weights: Weights, accounts: PerDetector<Account>): void {
  const { parts, z: deviations } = contributions(watched.model, strand.x, span)
  for (const name of taking(weights)) {
    const account = accounts[name]
    const rowWeights = Float64Array.from({ length: span.end - span.begin }, (_, i) => {
      const position = span.begin + i
      return anomaly[strand.rows[position]] ? weights[name] * Math.max(watched.z[name][position], 0) : 0
    })
    account.weight += rowWeights.reduce((sum, one) => sum + one, 0)
    for (let col = 0; col < strand.x.cols; col++) {
      const [own, z] = [column(parts[name], col), column(deviations, col)]
      rowWeights.forEach((weight, row) => {
        account.parts[col] += weight * Math.max(own[row], 0)
        account.unusual[col] += weight * (LEAST_UNUSUAL + Math.min(Math.abs(z[row]), MOST_UNUSUAL))
      })
    }
  }
}

/**
 * One detector's blame: what each sensor added beyond what it usually adds, on the average of the rows. Row by row and without what is usual the noise of
 * all sensors was blamed beside the one that is off: of fifty, it had 24 % of the blame, and has 72 % so.
 */
function blameOf({ weight, parts, unusual }: Account, usual: Float64Array): Float64Array {
  const excess = parts.map((sum, col) => (weight > 0 ? (Math.max(sum / weight - usual[col], 0) * unusual[col]) / weight : 0))
  const all = excess.reduce((sum, part) => sum + part, 0)
  return excess.map((part) => (all > 0 ? (weight * part) / all : 0))
}

/** Blame of each sensor over the anomalous rows of a span, in no unit; proportions matter. */
export function blame(judgements: readonly Judgement[], span: Span, anomaly: Uint8Array, weights: Weights): Float64Array {
  const { cols } = judgements[0].strand.x
  const sums = new Float64Array(cols)
  for (const judgement of judgements) {
    const accounts = perDetector(taking(weights), (): Account => ({ weight: 0, parts: new Float64Array(cols), unusual: new Float64Array(cols) }))
    for (const part of tiles(positionsWithin(judgement.strand, span))) addRows(judgement, part, anomaly, weights, accounts)
    for (const name of taking(weights))
      blameOf(accounts[name], judgement.parts[name]).forEach((part, col) => {
        sums[col] += part
      })
  }
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
