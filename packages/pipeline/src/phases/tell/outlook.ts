// What the last row means: where its health was lost, how far the figure is to be trusted, whether the machine drifts, and how long it may go on.

import type { AssetModel, Blocks, Confidence, Forecast, Foretellings, LostPoints, Outlook, Trail } from '@acm/contract'
import { evidenceWithin, shares } from '../judge/blame.ts'
import { type Judgement, measures } from '../judge/score-rows.ts'
import { driftBlocks, driftOf } from './drift.ts'
import { forecastOf, healthBlocks } from './forecast.ts'
import { recordOf, type StateHealth } from './forecast-record.ts'

export interface OutlookInput {
  readonly model: AssetModel
  readonly judgements: readonly Judgement[]
  readonly time: Float64Array
  readonly fused: Float64Array
  /** 1 for rows of an alarm. */
  readonly anomaly: Uint8Array
  readonly health: Float64Array
  /** The first judged row. */
  readonly from: number
  readonly ongoing: boolean
  /** Share of the sensors that give values at the last row; 0 where too little is observed to say anything. */
  readonly heard: number
  /** Of the rows that were judged before `from`. */
  readonly before?: Trail | undefined
  readonly foretold?: Foretellings | undefined
}

/** Judged rows that a settled model of a state has. */
const SETTLED_ROWS = 800
/** Rows by which it is told where health is lost. */
const LAST_ROWS = 16

/** Parts of a number of points, in tenths, that add up to it exactly. */
function split(points: number, parts: readonly number[]): number[] {
  const tenths = Math.round(10 * points)
  return parts.some((part) => part > 0) ? shares(parts, tenths) : parts.map(() => 0)
}

/** A channel's name for people: "largest over 16 rows", "together over 48 h". */
export function channelName({ kind, window }: { readonly kind: string; readonly window: number }, cadence: number): string {
  const hours = (window * cadence) / 3_600_000
  return `${kind} over ${window <= LAST_ROWS ? (window === 1 ? '1 row' : `${window} rows`) : `${Math.round(10 * hours) / 10} h`}`
}

/** Points that the last row has lost, over channels and over sensors, by the last rows of the state that it is in. */
function lostPoints({ model, judgements, health }: OutlookInput): LostPoints {
  const points = Math.round(10 * (100 - (health.findLast((value) => !Number.isNaN(value)) ?? 100))) / 10
  const last = judgements.reduce<Judgement | undefined>((a, b) => (a && (a.rows.at(-1) ?? 0) > (b.rows.at(-1) ?? 0) ? a : b), undefined)
  if (!last) return { points, detectors: [], sensors: points > 0 ? [{ sensor: 'others', points }] : [] }
  const span = { begin: Math.max(last.rows.length - LAST_ROWS, 0), end: last.rows.length }
  const excess = measures(last.strand, last.evidence, model.factor).map((values) =>
    values.subarray(span.begin).reduce((sum, value) => sum + Math.max(value, 0), 0),
  )
  const byColumn = evidenceWithin(last, span)
  const blamed = model.sensors.map((_, sensor) => model.columns.reduce((sum, one, col) => sum + (one.sensor === sensor ? byColumn[col] : 0), 0))
  const ranked = [...blamed.keys()].sort((a, b) => blamed[b] - blamed[a] || a - b).slice(0, 5)
  const rest = blamed.reduce((sum, part, sensor) => sum + (ranked.includes(sensor) ? 0 : part), 0)
  const bySensor = split(points, [...ranked.map((sensor) => blamed[sensor]), rest])
  const byChannel = split(points, excess)
  return {
    points,
    detectors: last.strand.channels.map((channel, i) => ({ name: channelName(channel, model.cadence), points: byChannel[i] })),
    sensors: [
      ...ranked.map((sensor, i) => ({ sensor: model.sensors[sensor].name, points: bySensor[i] })),
      { sensor: 'others', points: bySensor[ranked.length] },
    ].filter((part) => part.points > 0),
  }
}

/** Share of the judged values that were observed. */
function coverageOf({ judgements, from, heard }: OutlookInput): number {
  let [observed, all] = [0, 0]
  for (const { residuals, rows } of judgements)
    for (let i = 0; i < residuals.values.length; i++) {
      if (rows[i % rows.length] < from) continue
      all++
      if (Number.isFinite(residuals.values[i])) observed++
    }
  return all > 0 ? Math.min(observed / all, heard) : 0
}

/** Harmonic mean of four shares: one that is bad cannot be made good by the others. */
function confidenceOf(input: OutlookInput): Confidence {
  const { judgements, model } = input
  let [judged, mature, known] = [0, 0, 0]
  for (const { rows, strand, outside } of judgements)
    rows.forEach((_, i) => {
      judged++
      mature += Math.min(strand.trainRows / SETTLED_ROWS, 1)
      known += 1 - outside[i]
    })
  const share = (count: number): number => (judged > 0 ? count / judged : 0)
  const parts = { maturity: share(mature), coverage: coverageOf(input), certainty: share(known), stability: 1 - model.unlike }
  const inverse = Object.values(parts).reduce((sum, part) => sum + 1 / part, 0)
  return { value: 4 / inverse, ...parts }
}

/** Health of the judged rows of each operating state, by its number: a machine that stands is no healthier for it. */
function healthByState({ model, judgements, health, time }: OutlookInput): Map<number, StateHealth> {
  const entries = judgements.map(({ rows: own, index }): [number, StateHealth] => {
    const rows = own.filter((row) => !Number.isNaN(health[row]))
    return [model.faces[index].number, { health: Float64Array.from(rows, (row) => health[row]), time: Float64Array.from(rows, (row) => time[row]) }]
  })
  return new Map(entries)
}

const judgedRows = ({ means, size, rows }: Blocks): number => means.length * size + rows

/** The state that comes to the failure zone first; where none has a trend, what is said of the one with most judged rows. */
function earliest(trails: Trail['health'], seed: number): Forecast {
  const all = Object.entries(trails).map(([state, blocks]) => ({
    forecast: { ...forecastOf(blocks, seed), state: Number(state) },
    rows: judgedRows(blocks),
  }))
  const soon = ({ p50 = Number.POSITIVE_INFINITY }: Forecast): number => p50
  if (all.length === 0) return { reason: 'no row could be judged' }
  const told = all.filter(({ forecast }) => forecast.reason === '')
  const [{ forecast }] =
    told.length > 0
      ? told.sort(({ forecast: a }, { forecast: b }) => soon(a) - soon(b) || (b.probability ?? 0) - (a.probability ?? 0))
      : all.sort((a, b) => b.rows - a.rows)
  return forecast
}

/** What is said where too little is observed at the last row. */
const UNOBSERVED = 'too little is observed at the last row'

export function outlookOf(input: OutlookInput): { outlook: Outlook; trail: Pick<Trail, 'drift' | 'health'> } {
  const { model, before, fused, anomaly, time, from, ongoing, foretold, heard } = input
  const byState = healthByState(input)
  const grown = [...byState].map(([state, own]) => [state, healthBlocks(before?.health[state], own.health, own.time)] as const)
  const judged = Int32Array.from(fused.keys()).filter((row) => row >= from && !Number.isNaN(fused[row]))
  const trail = {
    drift: driftBlocks(
      before?.drift,
      Float64Array.from(judged, (row) => fused[row]),
      Uint8Array.from(judged, (row) => anomaly[row]),
      Float64Array.from(judged, (row) => time[row]),
    ),
    health: { ...before?.health, ...Object.fromEntries(grown) },
  }
  const outlook = {
    lost: heard > 0 ? lostPoints(input) : null,
    confidence: confidenceOf(input),
    drift: heard > 0 ? driftOf(model.healthy, trail.drift, ongoing) : { state: 'stable' as const, reason: UNOBSERVED },
    forecast: heard > 0 ? earliest(trail.health, model.settings.seed) : { reason: UNOBSERVED },
    ...(foretold && { record: recordOf(foretold, byState) }),
  }
  return { outlook, trail }
}
