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
} from '@acm/contract'
import { type Columns, column, joined } from './columns.ts'
import { type Part, plainColumn } from './phases/judge/expectation.ts'
import { zoneOf } from './phases/judge/health.ts'
import { type Judgement, measures } from './phases/judge/score-rows.ts'
import type { Table } from './phases/prepare/contract.ts'
import { grade } from './phases/prepare/sensors.ts'
import { namedRule } from './phases/prepare/state-names.ts'
import type { Course } from './phases/prepare/states.ts'
import { channelName } from './phases/tell/outlook.ts'
import { resultHash } from './result-hash.ts'
import type { RunInput } from './run-input.ts'

export interface Findings {
  readonly input: Pick<RunInput, 'history' | 'baseline'>
  readonly table: Table
  /** Judged columns that were set aside. */
  readonly setAside: readonly SetAside[]
  /** The first rows, that were trained on; 0 where none are told of. */
  readonly trainRows: number
  /** The sensors that take part. */
  readonly x: Columns
  readonly parts: readonly Part[]
  /** Of the parts. */
  readonly courses: readonly Course[]
  readonly fused: Float64Array
  readonly anomaly: Uint8Array
  readonly health: Float64Array
  readonly condition: Condition
  readonly outlook: Outlook
  readonly episodes: readonly Episode[]
  readonly signals: readonly CulpritSignal[]
  readonly notices: readonly Notice[]
}

/** Puts values of the strands' rows back into rows of a table; NaN in those that are of none. */
export function inRows(rows: number, judgements: readonly Judgement[], of: (judgement: Judgement) => Float64Array): Float64Array {
  const out = new Float64Array(rows).fill(Number.NaN)
  for (const judgement of judgements) {
    const values = of(judgement)
    judgement.rows.forEach((row, i) => {
      out[row] = values[i]
    })
  }
  return out
}

/** The channels of all strands by name: in each row those of its state, in shares of their levels. */
function channelSeries({ strands, factor, cadence }: AssetModel, { parts, courses }: Findings): DetectorSeries[] {
  const names = [...new Set(strands.flatMap(({ channels }) => channels.map((channel) => channelName(channel, cadence))))]
  const own = parts.map(({ judgements }) => judgements.map((judgement) => measures(judgement.strand, judgement.evidence, factor)))
  return names.map((name) => {
    const at = strands.map(({ channels }) => channels.findIndex((channel) => channelName(channel, cadence) === name))
    const weight = Math.max(...strands.map(({ channels }, i) => channels[at[i]]?.share ?? 0))
    const z = parts.map(({ judgements }, part) =>
      inRows(
        courses[part].states.length,
        judgements.filter(({ index }) => at[index] >= 0),
        (judgement) => own[part][judgements.indexOf(judgement)][at[judgement.index]],
      ),
    )
    return { name, weight, z: joined(z) }
  })
}

/** Centre and scale as in the operating state with most training rows; NaN for a sensor that is judged by rate or angle. */
function gradesOf(model: AssetModel, { table, x }: Findings): SensorGrade[] {
  const [main] = [...model.strands].sort((a, b) => b.trainRows - a.trainRows)
  return model.sensors.map((sensor, number) => {
    const col = plainColumn(model, number)
    const known = col < 0 ? { center: Number.NaN, scale: Number.NaN } : { center: main.center[col], scale: main.scale[col] }
    return grade(sensor, column(x, number), table.time, model.flatShares[number], known)
  })
}

function sourceOf({ cadence, sensors }: AssetModel, { input: { history, baseline }, table, setAside }: Findings): RunResult['source'] {
  const parts = baseline ? [baseline, history] : [history]
  const { time } = table
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

/** Number of the operating state of each row; 0 for one that is not modelled. */
function numbersOf({ strands, faces }: AssetModel, courses: readonly Course[]): Uint8Array {
  const numbers = [0, 1].map((state) => faces[strands.findIndex((strand) => strand.state === state)]?.number ?? 0)
  return Uint8Array.from(courses.flatMap(({ states }) => Array.from(states, (state) => numbers[state])))
}

function statesOf({ faces, stateRule, columns, sensors }: AssetModel, trainRows: number, numbers: Uint8Array): OperatingStates {
  const rowsIn = (number: number): number => numbers.subarray(trainRows).reduce((sum, other) => sum + Number(other === number), 0)
  return {
    list: faces.map(({ number, name, trainRows: trained, typical }) => ({ number, name, trainRows: trained, rows: rowsIn(number), typical })),
    unknownRows: rowsIn(0),
    voters: namedRule(stateRule, columns, sensors),
  }
}

export function assemble(model: AssetModel, findings: Findings): RunResult {
  const { settings, threshold, falseAlarms, trainedOn } = model
  const { table, trainRows, fused, anomaly, health, episodes, signals, notices, outlook, condition } = findings
  const value = health.findLast((one) => !Number.isNaN(one)) ?? Number.NaN
  const state = numbersOf(model, findings.courses)
  const result: Omit<RunResult, 'resultHash'> = {
    schemaVersion: 1,
    asset: settings.asset,
    source: sourceOf(model, findings),
    train: { rows: trainedOn.rows, start: trainedOn.start, end: trainedOn.end },
    threshold,
    falseAlarms,
    health: condition.state === 'not-observed' ? null : { value, zone: zoneOf(value) },
    condition,
    outlook,
    states: statesOf(model, trainRows, state),
    episodes,
    signals,
    grades: gradesOf(model, findings),
    notices,
    series: {
      time: table.time,
      split: Uint8Array.from(table.time, (_, row) => Number(row >= trainRows)),
      fused,
      anomaly,
      health,
      state,
      detectors: channelSeries(model, findings),
    },
    settings,
  }
  return { ...result, resultHash: resultHash(result) }
}
