// The tables as types; `migrations/` makes them and says what their columns mean.
// `number | null` is a measured or computed number: NULL stands for NaN.

import type { DetectorName, FalseAlarms, StatementKind } from '@acm/contract'
import type { ColumnDataType, ColumnDefinitionBuilder, Generated } from 'kysely'

/** The column types that SQL dialects do not name alike. */
export interface ColumnTypes {
  /** An integer primary key that the database assigns when none is given. */
  readonly key: (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder
  readonly bytes: ColumnDataType
}

type Flag = 0 | 1

interface AssetTable {
  key: Generated<number>
  name: string
  tags: Generated<string>
  pace: number | null
  settings: string | null
  model_version: number | null
}

interface AssetStateTable {
  asset_key: number
  run_key: number
  condition: string
  zone: string | null
  health: number | null
  as_of: number
  since: number
  headline: string
}

/** NULL in runs that were saved before it was measured. */
type FalseAlarmColumns = { [K in keyof FalseAlarms as `false_alarms_${K}`]: number | null }

interface RunTable extends FalseAlarmColumns {
  key: Generated<number>
  id: string
  asset_key: number
  created_at: number
  schema_version: number
  result_hash: string
  settings: string
  source_rows: number
  source_sensors: number
  source_start: number | null
  source_end: number | null
  source_zoned: Flag
  source_cadence_seconds: number | null
  source_rejected_rows: number
  source_duplicate_rows: number
  train_rows: number
  train_start: number | null
  train_end: number | null
  threshold: number | null
  health: number | null
  zone: string
  outlook: string | null
  states: string | null
  condition: string | null
}

interface LatestRunTable {
  asset_key: number
  run_key: number
}

/** The rows of one run in one table, in the order of the result's list. */
interface RunPart {
  run_key: number
  position: number
}

interface SourceFileTable extends RunPart {
  path: string
}

interface SetAsideTable extends RunPart {
  sensor: string
  reason: string
}

interface RejectedRowTable extends RunPart {
  file: string
  line: number
  reason: string
  cell: string
}

interface SensorTable extends RunPart {
  sensor: string
  unit: string | null
  description: string | null
  grade: string
  missing_share: number | null
  longest_gap_seconds: number | null
  longest_flat_seconds: number | null
  center: number | null
  scale: number | null
}

interface DetectorTable extends RunPart {
  name: DetectorName
  weight: number
}

interface TrackTable extends RunPart {
  asset_key: number
  first_time: number
  last_time: number
  rows: number
  time: Uint8Array
  split: Uint8Array
  fused: Uint8Array
  anomaly: Uint8Array
  health: Uint8Array
  state: Uint8Array | null
  z: Uint8Array
}

export interface EpisodeColumns {
  id: string
  start: number
  end: number
  ongoing: Flag
  rows: number
  peak: number | null
  peak_time: number
  severity: string
  severity_reason: string
  direction: string
  state: number | null
  recurs_id: string | null
  recurs_start: number | null
  kind: string | null
  moved_from: number | null
  moved_to: number | null
}

/** As one run told it. */
interface ToldEpisodeTable extends RunPart, EpisodeColumns {
  episode_key: number | null
}

/** States of an alarm, ANSI/ISA-18.2-2016, section 6. */
export type AlarmState = 'normal' | 'unacknowledged' | 'acknowledged' | 'returned' | 'shelved' | 'suppressed' | 'out-of-service'

/** The asset's own, as it was told last. */
interface EpisodeTable extends EpisodeColumns {
  key: Generated<number>
  asset_key: number
  number: number
  culprits: string
  told_until: number
  alarm: Generated<AlarmState>
}

interface ToldCulpritTable extends RunPart {
  episode_position: number
  sensor: string
  share: number | null
  deviation: number | null
  expected: number | null
  observed: number | null
}

interface SignalTable extends RunPart {
  sensor: string
  unit: string | null
  observed: Uint8Array
  expected: Uint8Array
  low: Uint8Array
  high: Uint8Array
}

interface NoticeTable extends RunPart {
  code: string
  text: string
}

/** Tables that hold the parts of a run, parents before their children. */
export const partTables = [
  'source_file',
  'set_aside',
  'rejected_row',
  'sensor',
  'detector',
  'told_episode',
  'told_culprit',
  'signal',
  'notice',
] as const satisfies (keyof PartTables)[]

export interface PartTables {
  source_file: SourceFileTable
  set_aside: SetAsideTable
  rejected_row: RejectedRowTable
  sensor: SensorTable
  detector: DetectorTable
  told_episode: ToldEpisodeTable
  told_culprit: ToldCulpritTable
  signal: SignalTable
  notice: NoticeTable
}

export type ModelState = 'promoted' | 'candidate' | 'deprecated'

interface ModelTable {
  key: Generated<number>
  asset_key: number
  version: number
  state: ModelState
  maturity: string
  reason: string
  created_at: number
  summary: string
  body: string
}

interface ContextTable {
  asset_key: number
  last_time: number
  ongoing_since: number | null
  trail: string | null
  row_count: number | null
}

interface ContextBodyTable {
  asset_key: number
  body: string
}

interface ContextRowsTable {
  asset_key: number
  first_time: number
  rows: number
  bytes: Uint8Array
}

interface StatementTable {
  key: Generated<number>
  asset_key: number
  kind: StatementKind
  who: string
  said_at: number
  episode_id: string | null
  cause: string | null
  sensor: string | null
  direction: string | null
  peak: number | null
  valid_from: number | null
  valid_until: number | null
  text: string
  undone_at: number | null
  undone_by: string | null
}

interface ForecastTable {
  asset_key: number
  made_at: number
  due: number
  span: number
  state: number
  p10: number
  p50: number
  p90: number
  observed: number | null
}

export interface Tables extends PartTables {
  forecast: ForecastTable
  model: ModelTable
  context: ContextTable
  context_body: ContextBodyTable
  context_rows: ContextRowsTable
  asset_state: AssetStateTable
  episode: EpisodeTable
  track: TrackTable
  statement: StatementTable
  asset: AssetTable
  run: RunTable
  latest_run: LatestRunTable
}
