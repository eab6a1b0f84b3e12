// What the last row means: where its health was lost, how far the figure is to be trusted, whether the machine drifts, and how long it may go on.

import type { Blocks, Confidence, Forecast, Foretellings, LostPoints, Outlook, StateFace, Trail, Weights } from '@acm/contract'
import { column, type Span } from '../../columns.ts'
import { method } from '../../settings.ts'
import { blame, type Judgement, shares } from '../judge/blame.ts'
import { taking } from '../learn/fusion.ts'
import { driftBlocks, driftOf } from './drift.ts'
import { forecastOf, healthBlocks } from './forecast.ts'
import { recordOf, type StateHealth } from './forecast-record.ts'

export interface OutlookInput {
  readonly judgements: readonly Judgement[]
  /** Of the operating states, in their order. */
  readonly faces: readonly StateFace[]
  readonly sensors: readonly { readonly name: string }[]
  readonly weights: Weights
  readonly time: Float64Array
  readonly fused: Float64Array
  /** 1 for rows of an episode. */
  readonly anomaly: Uint8Array
  readonly health: Float64Array
  /** The first judged row. */
  readonly from: number
  readonly ongoing: boolean
  /** Of each row: 1 in a state that training does not show. */
  readonly unknown: Uint8Array
  /** Share of the sensors that give values at the last row; 0 where too little is observed to say anything. */
  readonly heard: number
  /** Block means of the fused score of training rows out of fold. */
  readonly healthy: Float64Array
  /** Of the rows that were judged before `from`. */
  readonly before?: Trail | undefined
  /** Share of the training blocks that look unlike the others. */
  readonly unlike: number
  readonly seed: number
  readonly foretold?: Foretellings | undefined
}

/** Parts of a number of points, in tenths, that add up to it exactly. */
function split(points: number, parts: readonly number[]): number[] {
  const tenths = Math.round(10 * points)
  return parts.some((part) => part > 0) ? shares(parts, tenths) : parts.map(() => 0)
}

/** Points that the last row has lost, over detectors and over sensors, by the last rows that the smoothed scale looks at. */
function lostPoints({ judgements, sensors, weights, health, time }: OutlookInput): LostPoints {
  const points = Math.round(10 * (100 - (health.findLast((value) => !Number.isNaN(value)) ?? 100))) / 10
  const rows = time.length
  const span: Span = { begin: Math.max(rows - method.meanWindow, 0), end: rows }
  const detectors = taking(weights)
  const excess = detectors.map((name) => {
    let sum = 0
    for (const { strand, watched } of judgements)
      strand.rows.forEach((row, i) => {
        if (row >= span.begin) sum += weights[name] * Math.max(watched.z[name][i], 0)
      })
    return sum
  })
  const blamed = [...blame(judgements, span, new Uint8Array(rows).fill(1), weights)]
  const ranked = [...blamed.keys()].sort((a, b) => blamed[b] - blamed[a] || a - b).slice(0, 5)
  const rest = blamed.reduce((sum, part, col) => sum + (ranked.includes(col) ? 0 : part), 0)
  const bySensor = split(points, [...ranked.map((col) => blamed[col]), rest])
  const byDetector = split(points, excess)
  return {
    points,
    detectors: detectors.map((name, i) => ({ name, points: byDetector[i] })),
    sensors: [
      ...ranked.map((col, i) => ({ sensor: sensors[col].name, points: bySensor[i] })),
      { sensor: 'others', points: bySensor[ranked.length] },
    ].filter((part) => part.points > 0),
  }
}

function coverageOf({ judgements, from, heard }: OutlookInput): number {
  let [observed, all] = [0, 0]
  for (const { strand } of judgements)
    for (let col = 0; col < strand.x.cols; col++) {
      const values = column(strand.x, col)
      strand.rows.forEach((row, i) => {
        if (row < from) return
        all++
        if (Number.isFinite(values[i])) observed++
      })
    }
  return all > 0 ? Math.min(observed / all, heard) : 0
}

/** Harmonic mean of four shares: one that is bad cannot be made good by the others. */
function confidenceOf(input: OutlookInput): Confidence {
  const { judgements, unknown, from, unlike } = input
  const needed = method.blocks * method.rowsOfBlock
  let mature = 0
  for (const { strand } of judgements) mature += strand.rows.filter((row) => row >= from).length * Math.min(strand.trainRows / needed, 1)
  const judged = unknown.subarray(from)
  const maturity = mature / judged.length
  const certainty = 1 - judged.reduce((sum, flag) => sum + flag, 0) / judged.length
  const parts = { maturity, coverage: coverageOf(input), certainty, stability: 1 - unlike }
  const inverse = Object.values(parts).reduce((sum, part) => sum + 1 / part, 0)
  return { value: 4 / inverse, ...parts }
}

/** Health of the judged rows of each operating state, by its number: a machine that stands is no healthier for it. */
function healthByState({ judgements, faces, health, time, from }: OutlookInput): Map<number, StateHealth> {
  const entries = judgements.map(({ strand }): [number, StateHealth] => {
    const rows = strand.rows.filter((row) => row >= from && !Number.isNaN(health[row]))
    return [faces[strand.state].number, { health: Float64Array.from(rows, (row) => health[row]), time: Float64Array.from(rows, (row) => time[row]) }]
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
  const told = all.filter(({ forecast }) => forecast.reason === '')
  const [{ forecast }] =
    told.length > 0
      ? told.sort(({ forecast: a }, { forecast: b }) => soon(a) - soon(b) || (b.probability ?? 0) - (a.probability ?? 0))
      : all.sort((a, b) => b.rows - a.rows)
  return forecast
}

/** What is said where too little is observed at the last row. */
const UNOBSERVED = 'too little is observed at the last row'

export function outlookOf(input: OutlookInput): { outlook: Outlook; trail: Trail } {
  const { healthy, before, fused, anomaly, time, from, ongoing, seed, foretold, heard } = input
  const byState = healthByState(input)
  const grown = [...byState].map(([state, own]) => [state, healthBlocks(before?.health[state], own.health, own.time)] as const)
  const trail = {
    drift: driftBlocks(before?.drift, fused.subarray(from), anomaly.subarray(from), time.subarray(from)),
    health: { ...before?.health, ...Object.fromEntries(grown) },
  }
  const outlook = {
    lost: heard > 0 ? lostPoints(input) : null,
    confidence: confidenceOf(input),
    drift: heard > 0 ? driftOf(healthy, trail.drift, ongoing) : { state: 'stable' as const, reason: UNOBSERVED },
    forecast: heard > 0 ? earliest(trail.health, seed) : { reason: UNOBSERVED },
    ...(foretold && { record: recordOf(foretold, byState) }),
  }
  return { outlook, trail }
}
