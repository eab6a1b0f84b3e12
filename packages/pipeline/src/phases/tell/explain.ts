// Episodes in words and figures: who is to blame, in which direction, how severe, and what was expected instead.

import type { AssetModel, Culprit, Episode, Troubles } from '@acm/contract'
import { column } from '../../columns.ts'
import { medianIn } from '../../select.ts'
import { counted } from '../../wording.ts'
import { blame, bySensor, shares } from '../judge/blame.ts'
import type { Excursion } from '../judge/episodes.ts'
import { expectedOf, plainColumn } from '../judge/expectation.ts'
import { recurrent } from './recurrence.ts'

const MOST_SIGNALS = 16
const SIGNALS_OF_EPISODE = 3
/** An alarm of so many rows is at least of medium severity. */
const LONG_ROWS = 320

export interface ExplainInput {
  readonly model: AssetModel
  readonly excursions: readonly Excursion[]
  readonly time: Float64Array
  readonly troubles?: Troubles | undefined
}

interface Balance {
  readonly observed: number
  readonly expected: number
  readonly deviation: number
  /** Mean magnitude of the deviation, in no unit. */
  readonly magnitude: number
  /** Mean residual, in no unit. */
  readonly residual: number
}

/** Means over the rows of an alarm in which it is on and the column observed. */
function balanceOf({ judgement, begin, end }: Excursion, col: number, plain: boolean): Balance {
  const expected = expectedOf(judgement, col)
  const [values, residuals] = [column(judgement.y, col), column(judgement.residuals, col)]
  let [seen, told, sum, size, count] = [0, 0, 0, 0, 0]
  for (let row = begin; row < end; row++) {
    if (!judgement.open[row] || !Number.isFinite(residuals[row])) continue
    seen += values[row]
    told += expected[row]
    sum += residuals[row]
    size += Math.abs(residuals[row])
    count++
  }
  const [observed, modelled] = plain ? [seen / count, told / count] : [Number.NaN, Number.NaN]
  return { observed, expected: modelled, deviation: observed - modelled, magnitude: size / count, residual: sum / count }
}

interface Told {
  readonly culprits: readonly Culprit[]
  readonly sensors: readonly number[]
  readonly direction: Episode['direction']
}

function directionOf({ residual, magnitude }: Balance): Episode['direction'] {
  if (!(Math.abs(residual) >= 0.5 * magnitude)) return 'erratic'
  return residual > 0 ? 'above' : 'below'
}

function alarmOf(model: AssetModel, excursion: Excursion): Told {
  const blamed = bySensor(blame(excursion.judgement, excursion), model)
  const percentages = shares(blamed.map(({ weight }) => weight))
  const balances = blamed.map(({ column: col, sensor }) => balanceOf(excursion, col, plainColumn(model, sensor) === col))
  const culprits = blamed.map(({ sensor }, i) => {
    const { observed, expected, deviation } = balances[i]
    return { sensor: model.sensors[sensor].name, share: percentages[i], deviation, expected, observed }
  })
  return { culprits, sensors: blamed.map(({ sensor }) => sensor), direction: directionOf(balances[0]) }
}

/** The sensor furthest outside its trained range on the average, against its trained median. */
function outsideOf(model: AssetModel, { judgement, begin, end }: Excursion): Told {
  const { outside } = judgement.evidence
  const sums = Array.from({ length: outside.cols }, (_, col) =>
    column(outside, col)
      .subarray(begin, end)
      .reduce((sum, value) => sum + value, 0),
  )
  const col = sums.indexOf(Math.max(...sums))
  const observed = medianIn(column(judgement.y, col).slice(begin, end))
  const expected = judgement.strand.center[col]
  const { sensor } = model.columns[col]
  const culprit = { sensor: model.sensors[sensor].name, share: 100, deviation: observed - expected, expected, observed }
  return { culprits: [culprit], sensors: [sensor], direction: observed > expected ? 'above' : 'below' }
}

function severityOf(peak: number, rows: number): Episode['severity'] {
  if (peak >= 2) return 'high'
  return peak >= 1.3 || rows >= LONG_ROWS ? 'medium' : 'low'
}

function reasonFor(kind: Excursion['kind'], peak: number, rows: number): string {
  const where = kind === 'alarm' ? counted(rows, 'row') : `${counted(rows, 'row')} at an operating point that training never had`
  return `the evidence peaks at ${Math.round(peak * 10) / 10} times its level over ${where}`
}

const idOf = (asset: string, start: number, kind: Excursion['kind']): string =>
  `${asset} ${Number.isFinite(start) ? new Date(start).toISOString() : start}${kind === 'alarm' ? '' : ` ${kind}`}`

function episodeOf({ model, time }: ExplainInput, excursion: Excursion): { episode: Episode; sensors: readonly number[] } {
  const { kind, judgement, end, ongoing, whole } = excursion
  const { culprits, sensors, direction } = kind === 'alarm' ? alarmOf(model, excursion) : outsideOf(model, excursion)
  const { start, rows, peak, peakTime } = whole
  const episode: Episode = {
    kind,
    id: idOf(model.asset, start, kind),
    start,
    end: time[judgement.rows[end - 1]],
    ongoing,
    rows,
    peak,
    peakTime,
    severity: kind === 'alarm' ? severityOf(peak, rows) : 'low',
    severityReason: reasonFor(kind, peak, rows),
    direction,
    culprits,
    state: model.faces[judgement.index].number,
  }
  return { episode, sensors }
}

export interface Explained {
  readonly episodes: readonly Episode[]
  /** Numbers of the sensors whose signals are shown: the first culprits of each episode, the highest peaks first. */
  readonly shown: readonly number[]
  readonly troubles: Troubles
}

/** Explains every episode. Cost: evidence and expectations of the episodes' rows. */
export function explain(input: ExplainInput): Explained {
  const { model, excursions, troubles } = input
  const explained = excursions.map((excursion) => episodeOf(input, excursion))
  const ranked = [...explained].sort((a, b) => b.episode.peak - a.episode.peak)
  const shown = [...new Set(ranked.flatMap(({ sensors }) => sensors.slice(0, SIGNALS_OF_EPISODE)))].slice(0, MOST_SIGNALS)
  const told = recurrent(
    explained.map(({ episode }) => episode),
    model.cadence,
    troubles,
  )
  return { ...told, shown }
}
