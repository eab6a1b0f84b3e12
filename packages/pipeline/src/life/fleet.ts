// What a life model learns from: machines of one kind, each with its history from new to failure.

import { type History, Problem } from '@acm/contract'
import { type Columns, column, takeColumns, takeRows } from '../columns.ts'
import { listing } from '../wording.ts'

/** One machine. Rows in order of age; a history to learn from ends at the failure. */
export interface Unit {
  readonly name: string
  /** Since new, one a row, ascending: cycles, or hours. */
  readonly age: Float64Array
  /** Rows × sensors of the fleet; NaN is missing. */
  readonly x: Columns
}

export interface Fleet {
  readonly sensors: readonly string[]
  readonly ageUnit: 'cycles' | 'hours'
  readonly units: readonly Unit[]
}

const HOUR_MS = 3_600_000

/** The columns of a history by name, in the wanted order. Raises Problem ACM-DATA-SENSORS-MISSING naming those that are not there. */
function ordered(history: History, sensors: readonly string[]): Columns {
  const missing = sensors.filter((wanted) => !history.sensors.some(({ name }) => name === wanted))
  if (missing.length > 0)
    throw new Problem(
      'ACM-DATA-SENSORS-MISSING',
      `${history.files.join(', ')} has no ${listing(missing, 5)}`,
      'give histories of machines of one kind, with the same columns',
    )
  const whole = { values: history.values, rows: history.rows, cols: history.sensors.length }
  return takeColumns(
    whole,
    sensors.map((wanted) => history.sensors.findIndex(({ name }) => name === wanted)),
  )
}

function unitOf(name: string, x: Columns, ages: Float64Array, numbers: Int32Array): Unit {
  const known = numbers.filter((row) => Number.isFinite(ages[row]))
  known.sort((a, b) => ages[a] - ages[b] || a - b)
  return { name, age: Float64Array.from(known, (row) => ages[row]), x: takeRows(x, known) }
}

/** Rows of one table by the value of a column that numbers the machines. */
function unitsByColumn(x: Columns, ages: Float64Array, numbers: Float64Array): Unit[] {
  const known = [...numbers.keys()].filter((row) => Number.isFinite(numbers[row]))
  return [...Map.groupBy(known, (row) => numbers[row])].map(([number, own]) => unitOf(String(number), x, ages, Int32Array.from(own)))
}

export interface FleetOptions {
  /** The column that numbers the machines, where one table holds them all; else each history is one machine. */
  readonly unit?: string | undefined
  /** The column that counts cycles; else age is hours since a machine's first row. */
  readonly age?: string | undefined
  /** The histories' times are counts of cycles. */
  readonly counted?: boolean
  /** Columns that are no sensors. */
  readonly ignore?: readonly string[]
}

/**
 * Histories as a fleet. Raises Problem ACM-USAGE-UNKNOWN-SENSOR for a column that is not there, Problem ACM-DATA-SENSORS-MISSING
 * for histories that differ in their sensors.
 */
export function fleetOf(histories: readonly History[], { unit, age, counted = false, ignore = [] }: FleetOptions): Fleet {
  const [first] = histories
  const names = first.sensors.map(({ name }) => name)
  const cycles = age !== undefined || counted
  const special = [unit, age].filter((name) => name !== undefined)
  for (const name of [...special, ...ignore])
    if (!names.includes(name))
      throw new Problem(
        'ACM-USAGE-UNKNOWN-SENSOR',
        `"${name}" is no numeric column of ${first.files.join(', ')}`,
        `its columns are ${listing(names, 12)}`,
      )
  const sensors = names.filter((name) => !special.includes(name) && !ignore.includes(name))
  const units = histories.flatMap((history) => {
    const whole = ordered(history, [...sensors, ...special])
    const x: Columns = { ...whole, values: whole.values.subarray(0, history.rows * sensors.length), cols: sensors.length }
    const of = (name: string): Float64Array => column(whole, sensors.length + special.indexOf(name))
    const ages = age !== undefined ? of(age) : counted ? history.time : history.time.map((t) => t / HOUR_MS)
    const own = unit === undefined ? [unitOf(history.files.join(', '), x, ages, Int32Array.from(ages.keys()))] : unitsByColumn(x, ages, of(unit))
    return cycles ? own : own.map(fromZero)
  })
  return { sensors, ageUnit: cycles ? 'cycles' : 'hours', units }
}

/** Hours since the machine's own first row. */
const fromZero = (unit: Unit): Unit => ({ ...unit, age: unit.age.map((age) => age - unit.age[0]) })
