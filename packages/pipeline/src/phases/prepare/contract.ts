// The data contract: what must hold before anything is computed. Rows in order of time, one a time stamp; the sensors
// that were asked for, or that the baseline leads us to expect; nothing infinite.

import { type AssetModel, type History, type Notice, Problem, type Sensor, type SetAside, type Settings } from '@acm/contract'
import { type Columns, column, emptyColumns } from '../../columns.ts'
import { nearestNames } from '../../nearest-names.ts'
import { method } from '../../settings.ts'
import { counted, listing, percent } from '../../wording.ts'

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

const isUnordered = (time: Float64Array): boolean => time.some((t, row) => row > 0 && t < time[row - 1])

/** Row numbers in order of time, the last row of each time stamp only. A row without a time is dropped. */
export function rowsInOrder(time: Float64Array): Int32Array {
  const known = Int32Array.from(time.keys()).filter((row) => Number.isFinite(time[row]))
  const ascending = known.every((row, i) => i === 0 || time[row] > time[known[i - 1]])
  if (ascending) return known
  known.sort((a, b) => time[a] - time[b] || a - b)
  return known.filter((row, i) => i + 1 === known.length || time[row] !== time[known[i + 1]])
}

function unknownSensor(name: string, flag: string, known: readonly string[]): Problem {
  const near = listing(nearestNames(name, known).map((candidate) => `"${candidate}"`))
  return new Problem('ACM-USAGE-UNKNOWN-SENSOR', `${flag} names "${name}", which is no sensor of this data`, `did you mean ${near}?`)
}

function rejectUnknown(settings: Settings, known: readonly string[]): void {
  for (const flag of ['sensors', 'ignore'] as const)
    for (const name of settings[flag] ?? []) if (!known.includes(name)) throw unknownSensor(name, flag, known)
  for (const name of Object.keys(settings.follow ?? {})) if (!known.includes(name)) throw unknownSensor(name, 'follow', known)
}

/** Names of the sensors to watch: those of the baseline, or else of the history, less what the settings leave out. */
function expectedSensors({ sensors }: History, settings: Settings): readonly Sensor[] {
  return sensors.filter(({ name }) => (settings.sensors?.includes(name) ?? true) && !settings.ignore.includes(name))
}

/** Raises Problem ACM-DATA-NO-SENSORS or -SENSORS-MISSING where less than 70 % of what is expected is there. */
export function rejectAbsence(expected: readonly Sensor[], present: readonly Sensor[]): void {
  if (expected.length === 0)
    throw new Problem(
      'ACM-DATA-NO-SENSORS',
      'no sensor is left to watch',
      'name fewer sensors to ignore, or check that the file holds numeric columns',
    )
  if (present.length >= method.sensorsPresent * expected.length) return
  const missing = expected.filter((sensor) => !present.includes(sensor)).map(({ name }) => name)
  throw new Problem(
    'ACM-DATA-SENSORS-MISSING',
    `${present.length} of ${expected.length} expected sensors are present (${percent(present.length / expected.length)}); at least ${percent(method.sensorsPresent)} are needed. Missing: ${listing(missing, 5)}`,
    'check that both files are of the same asset and that its columns were not renamed',
  )
}

/** A marker for "bad" or an infinity; NaN is missing already. */
const isMarker = (value: number): boolean => Math.abs(value) >= method.largestReading

/** Copies one history's rows of the given sensors below what stands in `x` already; returns the number of markers removed. */
function copyRows(history: History, rows: Int32Array, sensors: readonly Sensor[], x: Columns, offset: number): number {
  let markers = 0
  sensors.forEach(({ name }, col) => {
    const from = history.values.subarray(history.rows * history.sensors.findIndex((sensor) => sensor.name === name))
    const to = column(x, col)
    for (let i = 0; i < rows.length; i++) {
      const value = from[rows[i]]
      const marked = isMarker(value)
      to[offset + i] = marked ? Number.NaN : value
      if (marked) markers++
    }
  })
  return markers
}

interface Layout {
  readonly x: Columns
  readonly time: Float64Array
  readonly markers: number
}

/** One below the other. A single history that needs no change is taken as it is: big ones are seldom out of order. */
function layOut(parts: readonly History[], orders: readonly Int32Array[], sensors: readonly Sensor[]): Layout {
  const rows = orders.reduce((sum, { length }) => sum + length, 0)
  const [{ time: given, values, rows: givenRows, sensors: givenSensors }] = parts
  const unchanged = parts.length === 1 && rows === givenRows && sensors.length === givenSensors.length && !isUnordered(given)
  if (unchanged && !values.some(isMarker)) return { x: { values, rows, cols: sensors.length }, time: given, markers: 0 }
  const x = emptyColumns(rows, sensors.length)
  const time = new Float64Array(rows)
  let [offset, markers] = [0, 0]
  parts.forEach((part, i) => {
    time.set(
      Float64Array.from(orders[i], (row) => part.time[row]),
      offset,
    )
    markers += copyRows(part, orders[i], sensors, x, offset)
    offset += orders[i].length
  })
  return { x, time, markers }
}

function contractNotices(markers: number, unordered: boolean): Notice[] {
  const notices: Notice[] = []
  if (markers > 0) notices.push({ code: 'ACM-NOTICE-MARKERS', text: `${counted(markers, 'reading')} infinite or beyond ±1e30 were taken as missing` })
  if (unordered) notices.push({ code: 'ACM-NOTICE-UNSORTED', text: 'the rows were not in order of time and were sorted' })
  return notices
}

/** Sensors of only one of the two files that nobody asked to leave out. */
function unmatched(expected: readonly Sensor[], history: History, baseline: History | undefined, settings: Settings): SetAside[] {
  const has = ({ sensors }: History, wanted: string): boolean => sensors.some(({ name }) => name === wanted)
  const absent = expected.filter(({ name }) => !has(history, name))
  const unexpected = baseline ? expectedSensors(history, settings).filter(({ name }) => !has(baseline, name)) : []
  return [
    ...absent.map(({ name }) => ({ sensor: name, reason: 'the baseline has it, the history does not' })),
    ...unexpected.map(({ name }) => ({ sensor: name, reason: 'the baseline does not have it, so nothing is known of its healthy values' })),
  ]
}

/**
 * Checks a history, and its baseline if there is one, and lays both out as one table. Cost: one copy of the matrix, none for a single
 * history that is in order. Raises Problem ACM-DATA-NO-ROWS, -NO-SENSORS or -SENSORS-MISSING, and Problem ACM-USAGE-UNKNOWN-SENSOR.
 */
export function contract(history: History, baseline: History | undefined, settings: Settings): Table {
  const parts = baseline ? [baseline, history] : [history]
  rejectUnknown(settings, [...new Set(parts.flatMap(({ sensors }) => sensors.map(({ name }) => name)))])
  const expected = expectedSensors(parts[0], settings)
  const sensors = expected.filter(({ name }) => history.sensors.some((sensor) => sensor.name === name))
  rejectAbsence(expected, sensors)
  const orders = parts.map(({ time }) => rowsInOrder(time))
  if (orders.some(({ length }) => length === 0))
    throw new Problem('ACM-DATA-NO-ROWS', 'there is no row with a time stamp', 'check that the time column was recognised')
  const { x, time, markers } = layOut(parts, orders, sensors)
  const timedRows = parts.reduce((sum, part) => sum + part.time.reduce((count, t) => count + Number(Number.isFinite(t)), 0), 0)
  const unordered = parts.some((part) => isUnordered(part.time))
  return {
    sensors,
    time,
    x,
    baselineRows: baseline ? orders[0].length : 0,
    duplicateRows: timedRows - x.rows,
    setAside: [...history.setAside, ...unmatched(expected, history, baseline, settings)],
    notices: contractNotices(markers, unordered),
  }
}

/** The sensors of these names, in their order; one that the table does not have is missing throughout. Cost: a copy of them. */
export function valuesOf({ x, sensors }: Pick<Table, 'x' | 'sensors'>, names: readonly string[]): Columns {
  const out = emptyColumns(x.rows, names.length)
  names.forEach((name, col) => {
    const from = sensors.findIndex((sensor) => sensor.name === name)
    if (from < 0) column(out, col).fill(Number.NaN)
    else column(out, col).set(column(x, from))
  })
  return out
}

/** The sensors that never moved in training. */
export const constantNames = ({ watch }: Pick<AssetModel, 'watch'>): string[] => watch.constants.map(({ sensor }) => sensor.name)
