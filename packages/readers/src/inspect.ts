import type { History, RejectedRow, Sensor, SetAside } from '@acm/contract'
import type { CsvFindings } from './csv.ts'
import { delimiterName } from './delimiter.ts'
import type { HeaderRow } from './header.ts'
import type { TextLine } from './layout.ts'
import type { ReadOptions } from './options.ts'
import { cadenceOf } from './time-column.ts'
import type { TypedTable } from './typed-table.ts'

/** One thing the reader decided, why, and how to decide otherwise. */
export interface Decision {
  readonly what: 'format' | 'encoding' | 'delimiter' | 'decimal mark' | 'time column' | 'time format'
  readonly value: string
  readonly evidence: string
  /** The evidence leaves room for doubt. */
  readonly assumed: boolean
  /** The options that override it, by their names in settings; of several any one. */
  readonly options: readonly string[]
}

export interface InspectedSensor extends Sensor {
  /** Its column in the file, counted from 1. */
  readonly column: number
  readonly missing: number
  readonly rejectedCells: number
  readonly min: number
  readonly max: number
}

/** What the reader understood of a file. */
export interface Inspection {
  readonly file: string
  readonly bytes: number
  readonly decisions: readonly Decision[]
  readonly comments: readonly TextLine[]
  readonly headerRows: readonly HeaderRow[]
  readonly rows: number
  /** First and last row's time in file order, milliseconds since 1970-01-01 (wall clock when `zoned` is false). */
  readonly first: number
  readonly last: number
  readonly zoned: boolean
  readonly cadence: {
    /** The most frequent step in seconds; NaN for a single row. */
    readonly seconds: number
    /** Share of the judged steps (at most the first 100,000) that are this one. */
    readonly share: number
    readonly backward: number
    readonly repeated: number
  }
  readonly sensors: readonly InspectedSensor[]
  readonly setAside: readonly SetAside[]
  readonly rejectedRows: number
  readonly rejectedCells: number
  readonly rejected: readonly RejectedRow[]
  /** Texts that were read as "no value", the most frequent first; the empty cell is the empty text. */
  readonly missingTexts: readonly { readonly text: string; readonly cells: number }[]
}

const unitNames = { count: 'count', s: 'seconds', ms: 'milliseconds', µs: 'microseconds', ns: 'nanoseconds' }

type OfHistory = Pick<Inspection, 'rows' | 'first' | 'last' | 'zoned' | 'cadence' | 'setAside' | 'rejectedRows' | 'rejected'>

function ofHistory({ time, rows, zoned, setAside, rejectedRows, rejected }: History): OfHistory {
  const { stepMs, steps, equalSteps, backward, repeated } = cadenceOf(time)
  const cadence = { seconds: stepMs / 1000, share: steps === 0 ? 0 : equalSteps / steps, backward, repeated }
  return { rows, first: time[0], last: time[rows - 1], zoned, cadence, setAside, rejectedRows, rejected }
}

/** What was understood of a text, with the evidence for each decision. */
export function inspectText(file: string, findings: CsvFindings, options: ReadOptions): Inspection {
  const { history, layout } = findings
  return {
    file,
    bytes: findings.bytes,
    decisions: [encoding(findings), delimiter(findings), decimal(findings, options), timeColumn(findings), timeFormat(findings)],
    comments: layout.comments,
    headerRows: layout.headerRows,
    ...ofHistory(history),
    sensors: inspectedSensors(findings),
    rejectedCells: history.rejectedCells,
    missingTexts: [...findings.missingTexts].map(([text, cells]) => ({ text, cells })).sort((a, b) => b.cells - a.cells),
  }
}

/** What was understood of a table whose columns have types. */
export function inspectTyped(file: string, { format, bytes, history, time, columns }: TypedTable): Inspection {
  const { evidence, assumed, name, column } = time
  const sensors = history.sensors.map((sensor, i): InspectedSensor => {
    const values = history.values.subarray(i * history.rows, (i + 1) * history.rows)
    const missing = values.reduce((count, value) => count + Number(Number.isNaN(value)), 0)
    return { ...sensor, column: columns[i] + 1, missing, rejectedCells: 0, ...rangeOf(values) }
  })
  return {
    file,
    bytes,
    decisions: [
      { what: 'format', value: format, evidence: 'its first bytes say so', assumed: false, options: [] },
      { what: 'time column', value: `"${name}" (column ${column + 1})`, evidence, assumed, options: ['time'] },
    ],
    comments: [],
    headerRows: [],
    ...ofHistory(history),
    sensors,
    rejectedCells: 0,
    missingTexts: [],
  }
}

const encoding = ({ encoding: { name, evidence, assumed } }: CsvFindings): Decision => ({
  what: 'encoding',
  value: name,
  evidence,
  assumed,
  options: ['encoding'],
})

function delimiter({
  layout: {
    delimiter: { value, evidence, assumed },
  },
}: CsvFindings): Decision {
  return { what: 'delimiter', value: delimiterName(value), evidence, assumed, options: ['delimiter'] }
}

function decimal({ layout, numbers }: CsvFindings, options: ReadOptions): Decision {
  const decision = { what: 'decimal mark', value: numbers.decimal, options: ['decimal'] } as const
  if (options.decimal !== undefined) return { ...decision, evidence: 'given', assumed: false }
  if (layout.decimal.decimal !== undefined) {
    const grouped = layout.decimal.thousands ? `; "${numbers.decimal === '.' ? ',' : '.'}" groups thousands` : ''
    return { ...decision, evidence: `${layout.decimal.evidence}${grouped}`, assumed: false }
  }
  const later = numbers.settledBy === '' ? '' : `; the first one below is "${numbers.settledBy}"`
  return { ...decision, evidence: `${layout.decimal.evidence}${later}`, assumed: true }
}

function timeColumn({ layout }: CsvFindings): Decision {
  const { column, clock, evidence, assumed } = layout.time
  const name = (index: number) => `"${layout.sensors[index].name}" (column ${index + 1})`
  return {
    what: 'time column',
    value: clock === undefined ? name(column) : `${name(column)} with ${name(clock)}`,
    evidence,
    assumed,
    options: ['time'],
  }
}

function timeFormat({ layout, order, history }: CsvFindings): Decision {
  const { kind } = layout.time
  if (kind !== 'date')
    return {
      what: 'time format',
      value: `${unitNames[kind]} since 1970-01-01 UTC`,
      evidence: `the size of the numbers: ${layout.time.evidence}`,
      assumed: false,
      options: ['time'],
    }
  const zone = history.zoned ? 'with time zone' : 'wall clock, no time zone'
  const options = { 'day-first': ['monthFirst'], 'month-first': ['dayFirst'], none: ['dayFirst', 'monthFirst'] }[order.order]
  const value = order.order === 'none' ? `date, ${zone}` : `date, ${order.order === 'day-first' ? 'day' : 'month'} first, ${zone}`
  return { what: 'time format', value, evidence: order.evidence, assumed: order.assumed, options }
}

function inspectedSensors({ columns, history, layout }: CsvFindings): InspectedSensor[] {
  const sensors = columns.filter(({ setAside }) => setAside === undefined)
  return sensors.map(({ column, missing, unreadable }, i) => {
    const values = history.values.subarray(i * history.rows, (i + 1) * history.rows)
    return { ...layout.sensors[column], column: column + 1, missing, rejectedCells: unreadable, ...rangeOf(values) }
  })
}

function rangeOf(values: Float64Array): { readonly min: number; readonly max: number } {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    if (value < min) min = value
    if (value > max) max = value
  }
  return min > max ? { min: Number.NaN, max: Number.NaN } : { min, max }
}
