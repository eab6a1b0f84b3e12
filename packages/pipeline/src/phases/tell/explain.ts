// Episodes in words and figures: who is to blame, in which direction, how severe, and what was expected instead.

import type { Culprit, CulpritSignal, Episode, Range, Sensor, StateFace, Troubles, Weights } from '@acm/contract'
import { type Columns, column, type Span } from '../../columns.ts'
import { method } from '../../settings.ts'
import { counted } from '../../wording.ts'
import { blame, type Judgement, positionsWithin, shares } from '../judge/blame.ts'
import { expectation, signals } from '../judge/expectation.ts'
import type { Excursion, Excursions } from '../learn/excursions.ts'
import { numberOf, UNKNOWN_KIND } from '../prepare/state-names.ts'
import { recurrent } from './recurrence.ts'

export interface ExplainInput {
  readonly asset: string
  readonly time: Float64Array
  readonly sensors: readonly Sensor[]
  readonly x: Columns
  /** Where training values of each sensor lie. */
  readonly ranges: readonly Range[]
  readonly judgements: readonly Judgement[]
  readonly excursions: Excursions
  /** Of each row: its operating state, plus UNKNOWN_KIND in an unknown one. */
  readonly kinds: Uint8Array
  readonly faces: readonly StateFace[]
  readonly fused: Float64Array
  readonly threshold: number
  /** Milliseconds between rows. */
  readonly cadence: number
  readonly weights: Weights
  /** Of the rows that were judged before. */
  readonly troubles?: Troubles | undefined
  /** When the episode began that was on at the first row, if one was. */
  readonly ongoingSince?: number | undefined
}

const MOST_CULPRITS = 5
/** A sensor with less of the blame is one of the "others". */
const LEAST_SHARE = 0.05
const MOST_SIGNALS = 16
const SIGNALS_OF_EPISODE = 3

interface Balance {
  observed: number
  expected: number
  /** Mean of observed less expected, and of its magnitude. */
  deviation: number
  magnitude: number
}

/** Means over the anomalous rows of a span in which the sensor was observed. */
function balances({ judgements, excursions, x }: ExplainInput, span: Span, cols: readonly number[]): Balance[] {
  const sums = cols.map(() => ({ observed: 0, expected: 0, deviation: 0, magnitude: 0, count: 0 }))
  for (const judgement of judgements) {
    const { strand } = judgement
    const positions = positionsWithin(strand, span)
    if (positions.end === positions.begin) continue
    const model = expectation(judgement, positions, cols)
    cols.forEach((col, k) => {
      const [values, modelled, sum] = [column(x, col), column(model, k), sums[k]]
      for (let i = 0; i < modelled.length; i++) {
        const row = strand.rows[positions.begin + i]
        if (!excursions.anomaly[row] || Number.isNaN(values[row])) continue
        sum.observed += values[row]
        sum.expected += modelled[i]
        sum.deviation += values[row] - modelled[i]
        sum.magnitude += Math.abs(values[row] - modelled[i])
        sum.count++
      }
    })
  }
  return sums.map(({ observed, expected: modelled, deviation, magnitude, count }) => ({
    observed: observed / count,
    expected: modelled / count,
    deviation: deviation / count,
    magnitude: magnitude / count,
  }))
}

/** Sensors with most of the blame, first the most blamed. */
function mostBlamed(parts: Float64Array): number[] {
  const total = parts.reduce((sum, part) => sum + part, 0)
  const ranked = [...parts.keys()].sort((a, b) => parts[b] - parts[a] || a - b)
  return ranked.filter((col, rank) => rank === 0 || (rank < MOST_CULPRITS && parts[col] >= LEAST_SHARE * total))
}

/** A sensor without a value in the span has no part in it. */
const heardParts = ({ x }: ExplainInput, { begin, end }: Span, parts: Float64Array): Float64Array =>
  parts.map((part, col) => (column(x, col).subarray(begin, end).some(Number.isFinite) ? part : 0))

function culpritsOf(input: ExplainInput, span: Span): { culprits: Culprit[]; cols: number[]; first: Balance } {
  const parts = heardParts(input, span, blame(input.judgements, span, input.excursions.anomaly, input.weights))
  const cols = mostBlamed(parts)
  const rest = parts.reduce((sum, part, col) => sum + (cols.includes(col) ? 0 : part), 0)
  const named = [...cols.map((col) => parts[col]), ...(rest > 0 ? [rest] : [])]
  const percentages = shares(named)
  const means = balances(input, span, cols)
  const culprits = cols.map((col, i) => {
    const { observed, expected: modelled, deviation } = means[i]
    return { sensor: input.sensors[col].name, share: percentages[i], deviation, expected: modelled, observed }
  })
  if (rest > 0)
    culprits.push({ sensor: 'others', share: percentages[cols.length], deviation: Number.NaN, expected: Number.NaN, observed: Number.NaN })
  return { culprits, cols, first: means[0] }
}

function directionOf({ deviation, magnitude }: Balance): Episode['direction'] {
  if (!(Math.abs(deviation) >= 0.5 * magnitude)) return 'erratic'
  return deviation > 0 ? 'above' : 'below'
}

/** Sensors that over most of the span's anomalous rows lie beyond their usual range. */
function strangers({ ranges, excursions, x }: ExplainInput, { begin, end }: Span): number {
  return ranges.filter(({ low, high }, col) => {
    const values = column(x, col)
    let [beyond, count] = [0, 0]
    for (let row = begin; row < end; row++) {
      if (!excursions.anomaly[row]) continue
      count++
      if (values[row] < low || values[row] > high) beyond++
    }
    return beyond > count / 2
  }).length
}

const isUnknown = ({ kinds }: ExplainInput, { begin }: Excursion): boolean => kinds[begin] >= UNKNOWN_KIND

function severityOf(ratio: number, rows: number): Episode['severity'] {
  if (ratio >= 2) return 'high'
  return ratio >= 1.3 || rows >= 20 * method.mergeRows ? 'medium' : 'low'
}

function reasonFor(input: ExplainInput, excursion: Excursion, ratio: number): string {
  const base = `the score peaks at ${Math.round(ratio * 10) / 10} times the threshold over ${counted(excursion.rows, 'anomalous row')}`
  if (!isUnknown(input, excursion)) return base
  const strange = strangers(input, excursion)
  return `${base}; ${strange} of ${input.sensors.length} sensors are where training hardly ever was: the machine is in a state that training does not show`
}

/** Number of the operating state in which most of its anomalous rows are, 0 for an unknown one. */
function stateOf({ faces, kinds, excursions: { anomaly } }: ExplainInput, { begin, end }: Excursion): number {
  const counts = new Map<number, number>()
  for (let row = begin; row < end; row++) if (anomaly[row]) counts.set(kinds[row], (counts.get(kinds[row]) ?? 0) + 1)
  const [[kind]] = [...counts].sort(([a, m], [b, n]) => n - m || a - b)
  return numberOf(kind, faces)
}

const idOf = (asset: string, start: number): string => `${asset} ${Number.isFinite(start) ? new Date(start).toISOString() : start}`

function episodeOf(input: ExplainInput, excursion: Excursion): { episode: Episode; cols: readonly number[] } {
  const { time, fused, threshold } = input
  const { begin, end, peakRow, rows } = excursion
  const { culprits, cols, first } = culpritsOf(input, excursion)
  const ratio = fused[peakRow] / threshold
  const start = begin === 0 ? (input.ongoingSince ?? time[0]) : time[begin]
  const episode: Episode = {
    id: idOf(input.asset, start),
    start,
    end: time[end - 1],
    ongoing: end === time.length,
    rows,
    peak: fused[peakRow],
    peakTime: time[peakRow],
    severity: severityOf(ratio, rows),
    severityReason: reasonFor(input, excursion, ratio),
    direction: directionOf(first),
    culprits,
    state: stateOf(input, excursion),
  }
  return { episode, cols }
}

/** Columns whose signals are shown: the first culprits of each episode, the highest peaks first. */
function shownColumns(explained: readonly { episode: Episode; cols: readonly number[] }[]): number[] {
  const ranked = [...explained].sort((a, b) => b.episode.peak - a.episode.peak)
  return [...new Set(ranked.flatMap(({ cols }) => cols.slice(0, SIGNALS_OF_EPISODE)))].slice(0, MOST_SIGNALS)
}

export interface Explained {
  readonly episodes: readonly Episode[]
  readonly signals: readonly CulpritSignal[]
  /** Episodes of a machine in a state that training does not show. */
  readonly unknown: readonly Excursion[]
  readonly troubles: Troubles
}

/** Explains every episode. Cost: contributions and expectations of the episodes' rows, and of all rows for at most 16 sensors. */
export function explain(input: ExplainInput): Explained {
  const explained = input.excursions.list.map((excursion) => episodeOf(input, excursion))
  return {
    ...recurrent(
      explained.map(({ episode }) => episode),
      input.cadence,
      input.troubles,
    ),
    signals: signals(input.x, input.sensors, input.judgements, shownColumns(explained)),
    unknown: input.excursions.list.filter((excursion) => isUnknown(input, excursion)),
  }
}
