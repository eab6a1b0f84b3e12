import { Problem } from '@acm/contract'
import { isMissingText } from './number-text.ts'
import { TimeText } from './time-text.ts'

// Which column is the time: by what stands in it, and among columns that hold times by their names.

/** `date`: text with a calendar date; `count`: a number of something, such as cycles. The others: a count since 1970-01-01 UTC in that unit. */
export type TimeKind = 'date' | 'count' | 's' | 'ms' | 'µs' | 'ns'

export interface TimeChoice {
  readonly column: number
  /** A second column with the time of day, where dates and times stand apart. */
  readonly clock?: number
  readonly kind: TimeKind
  readonly evidence: string
  readonly assumed: boolean
}

/** The counts that mean the years 1973 to 2286 in each unit: the ranges do not overlap, so a count tells its unit. */
export const epochUnits: readonly {
  readonly kind: TimeKind
  readonly from: number
  readonly below: number
  readonly toMs: (count: number) => number
}[] = [
  // Rounded to the microsecond, which the double of a count with decimals still holds.
  { kind: 's', from: 1e8, below: 1e10, toMs: (count) => Math.round(count * 1e6) / 1e3 },
  { kind: 'ms', from: 1e11, below: 1e13, toMs: (count) => count },
  { kind: 'µs', from: 1e14, below: 1e16, toMs: (count) => count / 1e3 },
  { kind: 'ns', from: 1e17, below: 1e19, toMs: (count) => count / 1e6 },
]

const timeName =
  /^(?:time|date|datum|zeit|uhrzeit|fecha|hora|heure|horodatage|epoch|unix|utc|ts|t)$|time[ _-]?stamp|date[ _-]?time|zeitstempel|^(?:local|sample|event|utc|unix|epoch)[ _-]?time|^(?:time|date|zeit|datum)\b|[ _-](?:time|date|ts)$/i
const clockName = /time|zeit|uhr|hora|heure|clock/i

/** A count since 1970 as it stands in a cell, NaN where it is none. */
export const epochCount = (cell: string) => (/^\s*\d+(?:[.,]\d+)?\s*$/.test(cell) ? Number(cell.replace(',', '.')) : Number.NaN)
const epochKind = (cell: string): TimeKind | undefined => {
  const count = epochCount(cell)
  return epochUnits.find(({ from, below }) => count >= from && count < below)?.kind
}

interface Column {
  readonly index: number
  readonly names: readonly string[]
  /** What stands in the rows that are surely data. */
  readonly cells: readonly string[]
  /** Every cell of the sample that may count from 1970. */
  readonly counts: readonly number[]
  readonly dates: number
  readonly epochs: Readonly<Record<string, number>>
}

const text = new TimeText()

/** Is this cell a time of the given kind? */
export function isTimeCell(cell: string, kind: TimeKind): boolean {
  if (kind === 'date') return text.parse(cell)
  return kind === 'count' ? Number.isFinite(epochCount(cell)) : epochKind(cell) === kind
}

/** Rows above the first that holds a time: only there can names stand. */
function rowsOfNames(sample: readonly (readonly string[])[], counts: boolean): number {
  if (counts) return 1
  const first = sample.findIndex((cells) => cells.some((cell) => text.parse(cell) || epochKind(cell) !== undefined))
  return first < 0 ? sample.length : first
}

function survey(sample: readonly (readonly string[])[], body: number, columns: number, counting: boolean): Column[] {
  const rows = rowsOfNames(sample, counting)
  return Array.from({ length: columns }, (_, index) => {
    const all = sample.map((cells) => cells[index] ?? '')
    const cells = all.slice(body).filter((cell) => !isMissingText(cell.trim().toLowerCase()))
    const epochs: Record<string, number> = {}
    for (const kind of cells.map(epochKind)) if (kind) epochs[kind] = (epochs[kind] ?? 0) + 1
    const names = all.slice(0, rows).map((cell) => cell.trim())
    const counts = all.filter((cell) => epochKind(cell) !== undefined).map(epochCount)
    return { index, names, cells, counts, dates: cells.filter((cell) => text.parse(cell)).length, epochs }
  })
}

const isNamedTime = ({ names }: Column) => names.some((name) => timeName.test(name))

/** The column asked for, by number from 1 or by a name that stands in one of the first rows. Throws Problem (ACM-USAGE-TIME). */
function asked(columns: readonly Column[], wanted: string | number, counting: boolean): Column {
  const number = typeof wanted === 'number' ? wanted : Number.NaN
  const name = String(wanted).trim()
  const found =
    columns[number - 1] ??
    columns.find(({ names }) => names.includes(name)) ??
    columns.find(({ names }) => names.some((each) => each.toLowerCase() === name.toLowerCase()))
  const byText = found ?? (/^\d+$/.test(name) ? columns[Number(name) - 1] : undefined)
  if (byText) return byText
  throw new Problem(
    'ACM-USAGE-TIME',
    `the ${counting ? 'column of counts' : 'time column'} is ${JSON.stringify(wanted)}, and no column has that name or number`,
    `Give one of: ${columns.map(({ index, names }) => names[0] ?? `c${index + 1}`).join(', ')}; or a number from 1 to ${columns.length}`,
    { means: [{ option: 'time' }] },
  )
}

const majority = ({ epochs }: Column): TimeKind | undefined => Object.entries(epochs).sort((a, b) => b[1] - a[1])[0]?.[0] as TimeKind | undefined

const isAscending = ({ counts }: Column) =>
  counts.length > 1 && counts.every((count, i) => i === 0 || count >= counts[i - 1]) && counts[0] < counts[counts.length - 1]

function chooseKind(column: Column, file: string): TimeKind {
  const epoch = majority(column)
  if (column.dates === 0 && epoch === undefined)
    throw noTimes(file, `column ${column.index + 1} ("${column.names[0] ?? ''}") holds no times; its first cell is "${column.cells[0] ?? ''}"`)
  return column.dates > 0 ? 'date' : (epoch as TimeKind)
}

/**
 * Chooses the time column. `sample` holds the first records, `body` the index from which they are surely data. Dates count before numbers;
 * among columns of dates (at least half as many as in the best) one with a time's name, then the one with most dates, then the leftmost.
 * Throws Problem (ACM-DATA-NO-TIME) where no column holds times.
 */
export function chooseTime(
  file: string,
  sample: readonly (readonly string[])[],
  body: number,
  columnCount: number,
  wanted?: string | number,
  counting = false,
): TimeChoice {
  const columns = survey(sample, body, columnCount, counting)
  if (counting && wanted !== undefined)
    return { column: asked(columns, wanted, true).index, kind: 'count', evidence: 'given as a count', assumed: false }
  const column = wanted === undefined ? bestColumn(columns) : asked(columns, wanted, false)
  if (!column) throw noTimes(file, `none of the ${columnCount} columns holds times`)
  const kind = chooseKind(column, file)
  const clock = kind === 'date' ? clockColumn(column, columns) : undefined
  const hits = kind === 'date' ? column.dates : column.epochs[kind]
  const what = kind === 'date' ? 'dates' : `counts of ${kind} since 1970`
  const named = isNamedTime(column) ? ', and its name says so' : ''
  const beside = clock === undefined ? '' : `; the times of day stand in column ${clock + 1}`
  const evidence = `${wanted === undefined ? '' : 'given; '}${hits} of ${column.cells.length} sampled cells are ${what}${named}${beside}`
  return { column: column.index, ...(clock === undefined ? {} : { clock }), kind, evidence, assumed: wanted === undefined && rivals(columns, column) }
}

const rivals = (columns: readonly Column[], chosen: Column) =>
  !isNamedTime(chosen) && columns.some((column) => column !== chosen && column.dates > 0 && column.dates * 2 >= chosen.dates)

function bestColumn(columns: readonly Column[]): Column | undefined {
  const most = Math.max(...columns.map(({ dates }) => dates))
  if (most > 0) {
    const dated = columns.filter(({ dates }) => dates * 2 >= most).sort((a, b) => b.dates - a.dates)
    return dated.find(isNamedTime) ?? dated[0]
  }
  const counted = columns.filter((column) => Math.max(0, ...Object.values(column.epochs)) * 2 > column.cells.length)
  return counted.find(isNamedTime) ?? counted.find(isAscending)
}

/** A column of times of day that belongs to a column of mere dates. */
function clockColumn(date: Column, columns: readonly Column[]): number | undefined {
  if (date.cells.some((cell) => text.parse(cell) && text.hasClock)) return undefined
  const clocks = columns.filter(
    (column) => column !== date && column.cells.length > 0 && column.cells.filter((cell) => text.parseClock(cell)).length * 2 >= column.cells.length,
  )
  return (clocks.find(({ names }) => names.some((name) => clockName.test(name))) ?? clocks[0])?.index
}

function noTimes(file: string, what: string): Problem {
  return new Problem(
    'ACM-DATA-NO-TIME',
    what,
    'A history needs one column of dates (2020-03-01 12:00, 1/3/2020 12:00) or of seconds or milliseconds since 1970; relative times and Excel serial numbers must be turned into dates first. Name the column',
    { where: file, means: [{ option: 'time' }] },
  )
}
