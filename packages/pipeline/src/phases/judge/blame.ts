// Which sensors an episode is to be blamed on: how far each moved from its own trained normal, beside what the others explain. The first is the one with most
// evidence; of the others counts what remains when the first one's own deviation is taken away, so that a sensor is not blamed for another's.

import type { AssetModel } from '@acm/contract'
import { column, type Span } from '../../columns.ts'
import type { Judgement } from './score-rows.ts'

const LARGEST = 20
const MOST = 4
/** Of the first one's evidence. */
const LEAST_SHARE = 0.1

export interface Blamed {
  /** Number of the judged column. */
  readonly column: number
  readonly weight: number
}

/** Mean squared evidence of each column over rows of a judgement, over all windows. */
export function evidenceWithin({ evidence: { scales } }: Judgement, { begin, end }: Span): Float64Array {
  const cols = scales[0].z.cols
  const out = new Float64Array(cols)
  for (const { z } of scales)
    for (let col = 0; col < cols; col++) {
      const values = column(z, col)
      let sum = 0
      for (let row = begin; row < end; row++) {
        const size = Math.min(Math.abs(values[row]) || 0, LARGEST)
        sum += size * size
      }
      out[col] += sum / (end - begin)
    }
  return out
}

/** Mean deviation of each column over the rows in which it is observed. */
function meanDeviations({ residuals, deviations }: Judgement, { begin, end }: Span): Float64Array {
  return Float64Array.from({ length: residuals.cols }, (_, col) => {
    const [seen, values] = [column(residuals, col), column(deviations, col)]
    let [sum, count] = [0, 0]
    for (let row = begin; row < end; row++) {
      if (!Number.isFinite(seen[row])) continue
      sum += values[row]
      count++
    }
    return count > 0 ? sum / count : 0
  })
}

/** What deviations leave unexplained, by the relations alone. */
function unexplained(deviations: Float64Array, weights: Float64Array): Float64Array {
  const cols = deviations.length
  return deviations.map((own, col) => {
    let expected = 0
    for (let other = 0; other < cols; other++) expected += deviations[other] * weights[other * cols + col]
    return own - expected
  })
}

const largest = (values: Float64Array): number => values.reduce((best, value, col) => (value > values[best] ? col : best), 0)

/** The columns to blame, the first most; at most four. Positions of `span` are of the judgement's rows. */
export function blame(judgement: Judgement, span: Span): Blamed[] {
  const evidence = evidenceWithin(judgement, span)
  const first = largest(evidence)
  const out: Blamed[] = [{ column: first, weight: Math.max(evidence[first], 1e-9) }]
  const left = meanDeviations(judgement, span)
  let residual = unexplained(left, judgement.strand.weights)
  while (out.length < Math.min(MOST, evidence.length)) {
    const last = out[out.length - 1].column
    left[last] -= residual[last]
    const after = unexplained(left, judgement.strand.weights)
    const remains = evidence.map((value, col) => {
      if (out.some((one) => one.column === col) || !(Math.abs(residual[col]) > 1e-9)) return 0
      const ratio = Math.min(Math.max(after[col] / residual[col], -1), 1)
      return value * ratio * ratio
    })
    const next = largest(remains)
    if (!(remains[next] >= LEAST_SHARE * out[0].weight && remains[next] > 0)) break
    const before = out.map((one) => one.column)
    out.push({ column: next, weight: remains[next] })
    residual = residual.map((value, col) => (before.includes(col) && col !== next ? value : after[col]))
  }
  return out
}

/** Blame by sensor: columns of one add up. */
export function bySensor(blamed: readonly Blamed[], { columns }: Pick<AssetModel, 'columns'>): { sensor: number; column: number; weight: number }[] {
  const out: { sensor: number; column: number; weight: number }[] = []
  for (const { column: col, weight } of blamed) {
    const { sensor } = columns[col]
    const known = out.find((one) => one.sensor === sensor)
    if (known) known.weight += weight
    else out.push({ sensor, column: col, weight })
  }
  return out
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
