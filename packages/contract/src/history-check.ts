import type { History, Sensor } from './history.ts'
import { Problem } from './problem.ts'

/** A table from a program: times, and one list of numbers a sensor, all as long as the times. */
export interface HistoryColumns {
  /** Milliseconds since 1970-01-01, UTC, or wall-clock milliseconds where `zoned` is false. */
  readonly time: ArrayLike<number>
  readonly sensors: readonly (Sensor & { readonly values: ArrayLike<number> })[]
  /** Default true. */
  readonly zoned?: boolean
  /** Where it comes from, for the record. */
  readonly files?: readonly string[]
}

const bad = (code: string, message: string, cure: string) => new Problem(`ACM-DATA-${code}`, message, cure)

function rejectUnusable({ time, sensors }: HistoryColumns): void {
  if (time.length === 0) throw bad('NO-ROWS', 'the history holds no row', 'give at least one row')
  if (sensors.length === 0) throw bad('NO-NUMBERS', 'the history holds no sensor', 'give at least one column of numbers')
  const names = new Set<string>()
  for (const { name, values } of sensors) {
    if (typeof name !== 'string' || name.trim() === '')
      throw bad('SENSOR-NAME', `a sensor has the name ${JSON.stringify(name)}`, 'give each sensor a name')
    if (names.has(name)) throw bad('DUPLICATE-SENSOR', `two sensors are named "${name}"`, 'give each sensor a name of its own')
    names.add(name)
    if (values.length !== time.length)
      throw bad(
        'RAGGED',
        `"${name}" has ${values.length} values, and there are ${time.length} times`,
        'give one value a time, NaN where there is none',
      )
  }
  for (let row = 0; row < time.length; row++)
    if (!Number.isFinite(time[row])) throw bad('TIME', `the time of row ${row} is ${time[row]}`, 'give times in milliseconds')
}

/**
 * A history of columns that a program holds. A value that is not finite is missing. Raises Problem ACM-DATA-NO-ROWS, -NO-NUMBERS, -SENSOR-NAME,
 * -DUPLICATE-SENSOR, -RAGGED or -TIME before any work. Cost: one copy of the values.
 */
export function historyOf(columns: HistoryColumns): History {
  rejectUnusable(columns)
  const { time, sensors, zoned = true, files = [] } = columns
  const rows = time.length
  const values = new Float64Array(rows * sensors.length)
  sensors.forEach((sensor, col) => void values.set(sensor.values, col * rows))
  const named = sensors.map(({ name, unit, description }) => ({
    name,
    ...(unit !== undefined && { unit }),
    ...(description !== undefined && { description }),
  }))
  return { files, sensors: named, time: Float64Array.from(time), zoned, values, rows, setAside: [], rejectedRows: 0, rejected: [] }
}
