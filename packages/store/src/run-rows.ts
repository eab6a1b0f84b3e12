// RunResult -> rows.

import type { Episode, RunResult, SensorGrade } from '@acm/contract'
import type { Insertable } from 'kysely'
import { toBytes } from './doubles.ts'
import { canonicalJson } from './run-id.ts'
import type { PartTables, Tables } from './schema.ts'

export type PartRows = { readonly [T in keyof PartTables]: readonly Insertable<PartTables[T]>[] }

/** Raises RangeError naming the first array of `result` that has not one entry a row. */
export function requireEqualLengths({ series, signals }: RunResult): void {
  const { time, split, fused, anomaly, health, state, detectors } = series
  const arrays: [string, ArrayLike<number>][] = Object.entries({ split, fused, anomaly, health, ...(state && { state }) })
  for (const { name, z } of detectors) arrays.push([`z of detector ${name}`, z])
  for (const { sensor, value, expected, low, high } of signals) {
    for (const [name, values] of Object.entries({ value, expected, low, high })) arrays.push([`${name} of signal ${sensor}`, values])
  }
  const unequal = arrays.find(([, values]) => values.length !== time.length)
  if (unequal) throw new RangeError(`result: ${unequal[0]} has ${unequal[1].length} entries; allowed is one a row, ${time.length}`)
}

export function runRow(result: RunResult, assetKey: number): Omit<Insertable<Tables['run']>, 'id' | 'created_at'> {
  const { source, train, falseAlarms } = result
  return {
    asset_key: assetKey,
    schema_version: result.schemaVersion,
    result_hash: result.resultHash,
    settings: canonicalJson(result.settings),
    source_rows: source.rows,
    source_sensors: source.sensors,
    source_start: nullable(source.start),
    source_end: nullable(source.end),
    source_zoned: flag(source.zoned),
    source_cadence_seconds: nullable(source.cadenceSeconds),
    source_rejected_rows: source.rejectedRows,
    source_duplicate_rows: source.duplicateRows,
    train_rows: train.rows,
    train_start: nullable(train.start),
    train_end: nullable(train.end),
    threshold: nullable(result.threshold),
    false_alarms_budget: nullable(falseAlarms.budget),
    false_alarms_months: nullable(falseAlarms.months),
    false_alarms_alarms: nullable(falseAlarms.alarms),
    false_alarms_rate: nullable(falseAlarms.rate),
    false_alarms_low: nullable(falseAlarms.low),
    false_alarms_high: nullable(falseAlarms.high),
    health: result.health && nullable(result.health.value),
    zone: result.health?.zone ?? '',
    condition: result.condition ? JSON.stringify(result.condition) : null,
    outlook: result.outlook ? outlookText(result.outlook) : null,
    states: result.states ? JSON.stringify(result.states) : null,
  }
}

/** The rows of every table that holds a part of the run, tables in an order in which they can be inserted. */
export function partRows(result: RunResult, runKey: number, episodeKeys: ReadonlyMap<string, number>): PartRows {
  const part = (position: number) => ({ run_key: runKey, position })
  const { source, series, episodes } = result
  return {
    source_file: source.files.map((path, position) => ({ ...part(position), path })),
    set_aside: source.setAside.map(({ sensor, reason }, position) => ({ ...part(position), sensor, reason })),
    rejected_row: source.rejected.map(({ file, line, reason, cell }, position) => ({ ...part(position), file, line, reason, cell })),
    sensor: result.grades.map((grade, position) => ({ ...part(position), ...sensorColumns(grade) })),
    detector: series.detectors.map(({ name, weight }, position) => ({ ...part(position), name, weight })),
    told_episode: episodes.map((episode, position) => ({
      ...part(position),
      ...episodeColumns(episode),
      episode_key: episodeKeys.get(episode.id) ?? null,
    })),
    told_culprit: episodes.flatMap((episode, position) => culpritRows(episode, position, runKey)),
    signal: result.signals.map(({ sensor, unit, value, expected, low, high }, position) => ({
      ...part(position),
      sensor,
      unit: unit ?? null,
      observed: toBytes(value),
      expected: toBytes(expected),
      low: toBytes(low),
      high: toBytes(high),
    })),
    notice: result.notices.map(({ code, text }, position) => ({ ...part(position), code, text })),
  }
}

/** Truths that arrived have rows of their own, in `forecast`. */
function outlookText(outlook: NonNullable<RunResult['outlook']>): string {
  const { record } = outlook
  return JSON.stringify({ ...outlook, ...(record && { record: { ...record, arrived: [] } }) })
}

const nullable = (value: number): number | null => (Number.isNaN(value) ? null : value)
const flag = (value: boolean): 0 | 1 => (value ? 1 : 0)

function sensorColumns(grade: SensorGrade) {
  return {
    sensor: grade.sensor,
    unit: grade.unit ?? null,
    description: grade.description ?? null,
    grade: grade.grade,
    missing_share: nullable(grade.missingShare),
    longest_gap_seconds: nullable(grade.longestGapSeconds),
    longest_flat_seconds: nullable(grade.longestFlatSeconds),
    center: nullable(grade.center),
    scale: nullable(grade.scale),
  }
}

export function episodeColumns(episode: Episode) {
  return {
    id: episode.id,
    start: episode.start,
    end: episode.end,
    ongoing: flag(episode.ongoing),
    rows: episode.rows,
    peak: nullable(episode.peak),
    peak_time: episode.peakTime,
    severity: episode.severity,
    severity_reason: episode.severityReason,
    direction: episode.direction,
    state: episode.state ?? null,
    recurs_id: episode.recurs?.id ?? null,
    recurs_start: episode.recurs?.start ?? null,
    kind: episode.kind ?? null,
    moved_from: episode.moved?.from ?? null,
    moved_to: episode.moved?.to ?? null,
  }
}

function culpritRows({ culprits }: Episode, episodePosition: number, runKey: number): Insertable<Tables['told_culprit']>[] {
  return culprits.map(({ sensor, share, deviation, expected, observed }, position) => ({
    run_key: runKey,
    episode_position: episodePosition,
    position,
    sensor,
    share: nullable(share),
    deviation: nullable(deviation),
    expected: nullable(expected),
    observed: nullable(observed),
  }))
}
