// The one result of a run, put together from what the phases found.

import type {
  AssetModel,
  Condition,
  CulpritSignal,
  DetectorSeries,
  Episode,
  Notice,
  OperatingStates,
  Outlook,
  RunResult,
  SensorGrade,
  SetAside,
  Weights,
} from '@acm/contract'
import { type Columns, column } from './columns.ts'
import type { Judgement } from './phases/judge/blame.ts'
import { zoneOf } from './phases/judge/health.ts'
import { taking } from './phases/learn/fusion.ts'
import type { Table } from './phases/prepare/contract.ts'
import { grade } from './phases/prepare/sensors.ts'
import { namedVotes, numberOf } from './phases/prepare/state-names.ts'
import { resultHash } from './result-hash.ts'
import type { RunInput } from './run-input.ts'

export interface Findings {
  readonly input: Pick<RunInput, 'history' | 'baseline'>
  readonly table: Table
  /** Judged columns that were set aside. */
  readonly setAside: readonly SetAside[]
  /** The first row of the table to be told of; those before were context. */
  readonly from: number
  /** The first row that was judged: rows before it were trained on. */
  readonly judgedFrom: number
  /** The sensors that take part. */
  readonly x: Columns
  readonly judgements: readonly Judgement[]
  readonly weights: Weights
  readonly fused: Float64Array
  readonly anomaly: Uint8Array
  readonly health: Float64Array
  readonly condition: Condition
  readonly outlook: Outlook
  readonly episodes: readonly Episode[]
  readonly signals: readonly CulpritSignal[]
  readonly notices: readonly Notice[]
  /** Of each row: its operating state, plus UNKNOWN_KIND in an unknown one. */
  readonly kinds: Uint8Array
}

/** Puts values of the strands' rows back into rows of the table. */
export function inRows(rows: number, judgements: readonly Judgement[], of: (judgement: Judgement) => Float64Array): Float64Array {
  const out = new Float64Array(rows)
  for (const judgement of judgements) {
    const values = of(judgement)
    judgement.strand.rows.forEach((row, i) => {
      out[row] = values[i]
    })
  }
  return out
}

function detectorSeries({ x, judgements, weights, from }: Findings): DetectorSeries[] {
  return taking(weights).map((name) => ({
    name,
    weight: weights[name],
    z: inRows(x.rows, judgements, ({ watched }) => watched.z[name]).subarray(from),
  }))
}

/** Centre and scale as in the operating state with most training rows. */
function gradesOf({ sensors, flatShares }: AssetModel, { table, from, x, judgements }: Findings): SensorGrade[] {
  const [main] = [...judgements].sort((a, b) => b.strand.trainRows - a.strand.trainRows)
  const { center, scale } = main.watched.model.scaling
  return sensors.map((sensor, col) =>
    grade(sensor, column(x, col).subarray(from), table.time.subarray(from), flatShares[col], { center: center[col], scale: scale[col] }),
  )
}

function sourceOf({ cadence, sensors }: AssetModel, { input: { history, baseline }, table, from, setAside }: Findings): RunResult['source'] {
  const parts = baseline ? [baseline, history] : [history]
  const time = table.time.subarray(from)
  return {
    files: parts.flatMap(({ files }) => files),
    rows: time.length,
    sensors: sensors.length,
    start: time.reduce((first, t) => Math.min(first, t)),
    end: time.reduce((last, t) => Math.max(last, t)),
    zoned: history.zoned,
    cadenceSeconds: cadence / 1000,
    setAside: [...table.setAside, ...setAside],
    rejectedRows: parts.reduce((sum, part) => sum + part.rejectedRows, 0),
    rejected: parts.flatMap(({ rejected }) => rejected),
    duplicateRows: table.duplicateRows,
  }
}

const shownSignal = (signal: CulpritSignal, from: number): CulpritSignal => ({
  ...signal,
  value: signal.value.subarray(from),
  expected: signal.expected.subarray(from),
  low: signal.low.subarray(from),
  high: signal.high.subarray(from),
})

function statesOf({ faces, votes, sensors }: AssetModel, judgedFrom: number, numbers: Uint8Array): OperatingStates {
  const rowsIn = (number: number): number => numbers.subarray(judgedFrom).reduce((sum, other) => sum + Number(other === number), 0)
  return {
    list: faces.map(({ number, trainRows, typical }) => ({ number, trainRows, rows: rowsIn(number), typical })),
    unknownRows: rowsIn(0),
    voters: namedVotes(votes, sensors),
  }
}

export function assemble(model: AssetModel, findings: Findings): RunResult {
  const { settings, threshold, falseAlarms, trainedOn } = model
  const { table, from, judgedFrom, fused, anomaly, health, condition, episodes, signals, notices } = findings
  const value = health.findLast((one) => !Number.isNaN(one)) ?? Number.NaN
  const state = findings.kinds.map((kind) => numberOf(kind, model.faces))
  const result: Omit<RunResult, 'resultHash'> = {
    schemaVersion: 1,
    asset: settings.asset,
    source: sourceOf(model, findings),
    train: { rows: trainedOn.rows, start: trainedOn.start, end: trainedOn.end },
    threshold,
    falseAlarms,
    health: condition.state === 'not-observed' ? null : { value, zone: zoneOf(value) },
    condition,
    outlook: findings.outlook,
    states: statesOf(model, judgedFrom, state),
    episodes,
    signals: signals.map((signal) => shownSignal(signal, from)),
    grades: gradesOf(model, findings),
    notices,
    series: {
      time: table.time.subarray(from),
      split: Uint8Array.from(table.time.subarray(from), (_, i) => Number(from + i >= judgedFrom)),
      fused: fused.subarray(from),
      anomaly: anomaly.subarray(from),
      health: health.subarray(from),
      state: state.subarray(from),
      detectors: detectorSeries(findings),
    },
    settings,
  }
  return { ...result, resultHash: resultHash(result) }
}
