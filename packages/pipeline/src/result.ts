// The one result of a run, put together from what the phases found.

import { type Columns, column } from './columns.ts'
import type { Judgement } from './phases/blame.ts'
import type { Table } from './phases/contract.ts'
import { detectorNames } from './phases/detectors.ts'
import type { Weights } from './phases/fusion.ts'
import { zoneOf } from './phases/health.ts'
import { grade, type Judged } from './phases/sensors.ts'
import type { Split } from './phases/split.ts'
import { resultHash } from './result-hash.ts'
import type { CulpritSignal, DetectorSeries, Episode, FalseAlarms, Notice, RunInput, RunResult, Sensor, SensorGrade } from './types.ts'

export interface Findings {
  readonly input: RunInput
  readonly table: Table
  readonly split: Split
  readonly judged: Judged
  readonly sensors: readonly Sensor[]
  /** The sensors that take part. */
  readonly x: Columns
  readonly judgements: readonly Judgement[]
  readonly weights: Weights
  readonly threshold: number
  readonly falseAlarms: FalseAlarms
  readonly fused: Float64Array
  readonly anomaly: Uint8Array
  readonly health: Float64Array
  readonly episodes: readonly Episode[]
  readonly signals: readonly CulpritSignal[]
  readonly notices: readonly Notice[]
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

function detectorSeries({ x, judgements, weights }: Findings): DetectorSeries[] {
  const taken = detectorNames.filter((name) => weights[name] > 0)
  return taken.map((name) => ({ name, weight: weights[name], z: inRows(x.rows, judgements, ({ watched }) => watched.z[name]) }))
}

/** Centre and scale as in the operating state with most training rows. */
function gradesOf({ table, judged, sensors, x, judgements }: Findings): SensorGrade[] {
  const [main] = [...judgements].sort((a, b) => b.strand.trainRows - a.strand.trainRows)
  const { center, scale } = main.watched.model.scaling
  return sensors.map((sensor, col) => grade(sensor, column(x, col), table.time, judged.profiles[col], { center: center[col], scale: scale[col] }))
}

function sourceOf({ input: { history, baseline }, table, split, judged, sensors }: Findings): RunResult['source'] {
  const parts = baseline ? [baseline, history] : [history]
  const { time } = table
  return {
    files: parts.flatMap(({ files }) => files),
    rows: time.length,
    sensors: sensors.length,
    start: time.reduce((first, t) => Math.min(first, t)),
    end: time.reduce((last, t) => Math.max(last, t)),
    zoned: history.zoned,
    cadenceSeconds: split.cadence / 1000,
    setAside: [...table.setAside, ...judged.setAside],
    rejectedRows: parts.reduce((sum, part) => sum + part.rejectedRows, 0),
    rejected: parts.flatMap(({ rejected }) => rejected),
    duplicateRows: table.duplicateRows,
  }
}

export function assemble(findings: Findings): RunResult {
  const { input, table, split, threshold, falseAlarms, fused, anomaly, health, episodes, signals, notices } = findings
  const { time } = table
  const value = health[health.length - 1]
  const result: Omit<RunResult, 'resultHash'> = {
    schemaVersion: 1,
    asset: input.settings.asset,
    source: sourceOf(findings),
    train: { rows: split.trainRows, start: time[0], end: time[split.trainRows - 1] },
    threshold,
    falseAlarms,
    health: { value, zone: zoneOf(value) },
    episodes,
    signals,
    grades: gradesOf(findings),
    notices,
    series: {
      time,
      split: Uint8Array.from(time, (_, row) => Number(row >= split.trainRows)),
      fused,
      anomaly,
      health,
      detectors: detectorSeries(findings),
    },
    settings: input.settings,
  }
  return { ...result, resultHash: resultHash(result) }
}
