// The data contract: what must hold before anything is computed. Rows in order of time, one a time stamp; the sensors
// that were asked for, or that the baseline leads us to expect; nothing infinite.

import { type Columns, column, emptyColumns } from '../columns.ts'
import { nearestNames } from '../nearest-names.ts'
import { DataError, UsageError } from '../problem.ts'
import { method } from '../settings.ts'
import type { History, Notice, Sensor, SetAside, Settings } from '../types.ts'
import { counted, listing, percent } from '../wording.ts'

/** Both histories as one table: the baseline's rows, if there is one, above the others. */
export interface Table {
  readonly sensors: readonly Sensor[]
  readonly time: Float64Array
  /** NaN is missing; nothing is infinite. */
  readonly x: Columns
  readonly baselineRows: number
  readonly duplicateRows: number
  readonly setAside: readonly SetAside[]
  readonly notices: readonly Notice[]
}

/** Row numbers in order of time, the last row of each time stamp only. A row without a time is dropped. */
export function rowsInOrder(time: Float64Array): Int32Array {
  const known = Int32Array.from(time.keys()).filter((row) => Number.isFinite(time[row]))
  const ascending = known.every((row, i) => i === 0 || time[row] > time[known[i - 1]])
  if (ascending) return known
  known.sort((a, b) => time[a] - time[b] || a - b)
  return known.filter((row, i) => i + 1 === known.length || time[row] !== time[known[i + 1]])
}

function unknownSensor(name: string, flag: string, known: readonly string[]): UsageError {
  const near = listing(nearestNames(name, known).map((candidate) => `"${candidate}"`))
  return new UsageError('ACM-USAGE-UNKNOWN-SENSOR', `${flag} names "${name}", which is no sensor of this data`, `did you mean ${near}?`)
}

function rejectUnknown(settings: Settings, known: readonly string[]): void {
  for (const flag of ['sensors', 'ignore'] as const)
    for (const name of settings[flag] ?? []) if (!known.includes(name)) throw unknownSensor(name, flag, known)
}

/** Names of the sensors to watch: those of the baseline, or else of the history, less what the settings leave out. */
function expectedSensors({ sensors }: History, settings: Settings): readonly Sensor[] {
  return sensors.filter(({ name }) => (settings.sensors?.includes(name) ?? true) && !settings.ignore.includes(name))
}

function rejectAbsence(expected: readonly Sensor[], present: readonly Sensor[]): void {
  if (expected.length === 0)
    throw new DataError(
      'ACM-DATA-NO-SENSORS',
      'no sensor is left to watch',
      'name fewer sensors to ignore, or check that the file holds numeric columns',
    )
  if (present.length >= method.sensorsPresent * expected.length) return
  const missing = expected.filter((sensor) => !present.includes(sensor)).map(({ name }) => name)
  throw new DataError(
    'ACM-DATA-SENSORS-MISSING',
    `${present.length} of ${expected.length} expected sensors are present (${percent(present.length / expected.length)}); at least ${percent(method.sensorsPresent)} are needed. Missing: ${listing(missing, 5)}`,
    'check that both files are of the same asset and that its columns were not renamed',
  )
}

/** Copies one history's rows of the given sensors below what stands in `x` already; returns the number of markers removed. */
function copyRows(history: History, rows: Int32Array, names: readonly string[], x: Columns, offset: number): number {
  let markers = 0
  names.forEach((name, col) => {
    const from = history.values.subarray(history.rows * history.sensors.findIndex((sensor) => sensor.name === name))
    const to = column(x, col)
    for (let i = 0; i < rows.length; i++) {
      const value = from[rows[i]]
      const usable = Math.abs(value) < method.largestReading
      to[offset + i] = usable ? value : Number.NaN
      if (!usable && !Number.isNaN(value)) markers++
    }
  })
  return markers
}

function contractNotices(markers: number, unordered: boolean): Notice[] {
  const notices: Notice[] = []
  if (markers > 0) notices.push({ code: 'ACM-NOTICE-MARKERS', text: `${counted(markers, 'reading')} infinite or beyond ±1e30 were taken as missing` })
  if (unordered) notices.push({ code: 'ACM-NOTICE-UNSORTED', text: 'the rows were not in order of time and were sorted' })
  return notices
}

const isUnordered = (time: Float64Array): boolean => time.some((t, row) => row > 0 && t < time[row - 1])

/**
 * Checks a history, and its baseline if there is one, and lays both out as one table. Cost: one copy of the matrix.
 * Raises DataError ACM-DATA-NO-ROWS, -NO-SENSORS or -SENSORS-MISSING, and UsageError ACM-USAGE-UNKNOWN-SENSOR.
 */
export function contract(history: History, baseline: History | undefined, settings: Settings): Table {
  const parts = baseline ? [baseline, history] : [history]
  rejectUnknown(settings, [...new Set(parts.flatMap(({ sensors }) => sensors.map(({ name }) => name)))])
  const expected = expectedSensors(parts[0], settings)
  const present = expected.filter(({ name }) => history.sensors.some((sensor) => sensor.name === name))
  rejectAbsence(expected, present)
  const orders = parts.map(({ time }) => rowsInOrder(time))
  const rows = orders.reduce((sum, { length }) => sum + length, 0)
  if (orders.some(({ length }) => length === 0))
    throw new DataError('ACM-DATA-NO-ROWS', 'there is no row with a time stamp', 'check that the time column was recognised')
  const x = emptyColumns(rows, present.length)
  const time = new Float64Array(rows)
  let offset = 0
  let markers = 0
  parts.forEach((part, i) => {
    orders[i].forEach((row, k) => {
      time[offset + k] = part.time[row]
    })
    markers += copyRows(
      part,
      orders[i],
      present.map(({ name }) => name),
      x,
      offset,
    )
    offset += orders[i].length
  })
  const absent = expected.filter((sensor) => !present.includes(sensor))
  const unexpected = baseline ? history.sensors.filter(({ name }) => !baseline.sensors.some((sensor) => sensor.name === name)) : []
  return {
    sensors: present,
    time,
    x,
    baselineRows: baseline ? orders[0].length : 0,
    duplicateRows: parts.reduce((sum, part, i) => sum + part.rows - orders[i].length, 0),
    setAside: [
      ...history.setAside,
      ...absent.map(({ name }) => ({ sensor: name, reason: 'the baseline has it, the history does not' })),
      ...unexpected.map(({ name }) => ({ sensor: name, reason: 'the baseline does not have it, so nothing is known of its healthy values' })),
    ],
    notices: contractNotices(
      markers,
      parts.some(({ time: given }) => isUnordered(given)),
    ),
  }
}
