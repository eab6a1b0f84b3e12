// Rows -> RunResult, the inverse of run-rows.ts.

import type { Condition, Culprit, CulpritSignal, Episode, EpisodeKind, RunResult, SensorGrade, Series, Zone } from '@acm/contract'
import type { Selectable } from 'kysely'
import { toDoubles } from './doubles.ts'
import type { EpisodeColumns, PartTables, Tables } from './schema.ts'

export type StoredRun = Selectable<Tables['run']> & { readonly asset: string }
export type StoredParts = { readonly [T in keyof PartTables]: readonly Selectable<PartTables[T]>[] }

/** What `run`, the rows of its parts, each in order of position, and its track were made from. */
export function runResult(run: StoredRun, parts: StoredParts, series: Series): RunResult {
  return {
    schemaVersion: run.schema_version as RunResult['schemaVersion'],
    asset: run.asset,
    source: source(run, parts),
    train: { rows: run.train_rows, start: number(run.train_start), end: number(run.train_end) },
    threshold: number(run.threshold),
    falseAlarms: {
      budget: number(run.false_alarms_budget),
      months: number(run.false_alarms_months),
      alarms: number(run.false_alarms_alarms),
      rate: number(run.false_alarms_rate),
      low: number(run.false_alarms_low),
      high: number(run.false_alarms_high),
    },
    health: run.zone === '' ? null : { value: number(run.health), zone: run.zone as Zone },
    ...(run.condition !== null && { condition: JSON.parse(run.condition) as Condition }),
    ...(run.outlook !== null && { outlook: JSON.parse(run.outlook) as NonNullable<RunResult['outlook']> }),
    ...(run.states !== null && { states: JSON.parse(run.states) as NonNullable<RunResult['states']> }),
    episodes: parts.told_episode.map((row) =>
      episode(row, parts.told_culprit.filter(({ episode_position }) => episode_position === row.position).map(culprit)),
    ),
    signals: parts.signal.map(signal),
    grades: parts.sensor.map(sensorGrade),
    notices: parts.notice.map(({ code, text }) => ({ code, text })),
    series,
    settings: JSON.parse(run.settings) as RunResult['settings'],
    resultHash: run.result_hash,
  }
}

const number = (value: number | null): number => value ?? Number.NaN

function source(run: StoredRun, parts: StoredParts): RunResult['source'] {
  return {
    files: parts.source_file.map(({ path }) => path),
    rows: run.source_rows,
    sensors: run.source_sensors,
    start: number(run.source_start),
    end: number(run.source_end),
    zoned: run.source_zoned === 1,
    cadenceSeconds: number(run.source_cadence_seconds),
    setAside: parts.set_aside.map(({ sensor, reason }) => ({ sensor, reason })),
    rejectedRows: run.source_rejected_rows,
    rejected: parts.rejected_row.map(({ file, line, reason, cell }) => ({ file, line, reason, cell })),
    duplicateRows: run.source_duplicate_rows,
  }
}

function sensorGrade(row: Selectable<Tables['sensor']>): SensorGrade {
  return {
    sensor: row.sensor,
    ...(row.unit !== null && { unit: row.unit }),
    ...(row.description !== null && { description: row.description }),
    grade: row.grade as SensorGrade['grade'],
    missingShare: number(row.missing_share),
    longestGapSeconds: number(row.longest_gap_seconds),
    longestFlatSeconds: number(row.longest_flat_seconds),
    center: number(row.center),
    scale: number(row.scale),
  }
}

export function episode(row: EpisodeColumns, culprits: readonly Culprit[]): Episode {
  return {
    id: row.id,
    start: row.start,
    end: row.end,
    ongoing: row.ongoing === 1,
    rows: row.rows,
    peak: number(row.peak),
    peakTime: row.peak_time,
    severity: row.severity as Episode['severity'],
    severityReason: row.severity_reason,
    direction: row.direction as Episode['direction'],
    culprits,
    ...(row.state !== null && { state: row.state }),
    ...(row.kind !== null && { kind: row.kind as EpisodeKind }),
    ...(row.moved_from !== null && row.moved_to !== null && { moved: { from: row.moved_from, to: row.moved_to } }),
    ...(row.recurs_id !== null && { recurs: { id: row.recurs_id, start: number(row.recurs_start) } }),
  }
}

function culprit({ sensor, share, deviation, expected, observed }: Selectable<Tables['told_culprit']>): Culprit {
  return { sensor, share: number(share), deviation: number(deviation), expected: number(expected), observed: number(observed) }
}

function signal({ sensor, unit, observed, expected, low, high }: Selectable<Tables['signal']>): CulpritSignal {
  return {
    sensor,
    ...(unit !== null && { unit }),
    value: toDoubles(observed),
    expected: toDoubles(expected),
    low: toDoubles(low),
    high: toDoubles(high),
  }
}
