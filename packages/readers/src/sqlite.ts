// The answer of a query to a SQLite file as a history, row by row; the file is opened for reading alone.

import { DatabaseSync } from 'node:sqlite'
import { type History, Problem, type SetAside } from '@acm/contract'
import { CellTimes } from './cell-times.ts'
import type { ReadOptions } from './options.ts'
import { chooseTime, type TypedTable } from './time-choice.ts'

const SAMPLE_ROWS = 200
const FIRST_ROWS = 4096
/** Rows between looks at whether to stop. */
const CHECK_ROWS = 8192

type Cell = null | number | bigint | string | Uint8Array
type Row = Record<string, Cell>

const sqlError = (path: string, error: unknown): Problem =>
  new Problem(
    'ACM-DATA-QUERY',
    `the query failed: ${(error as Error).message}`,
    'Try it in a SQLite shell first; give it with --query "select time, … from …".',
    { where: path },
  )

/** A column of numbers that grows; a text in it spoils it. */
class NumberColumn {
  values = new Float64Array(FIRST_ROWS)
  text: string | undefined

  put(row: number, cell: Cell): void {
    if (row >= this.values.length) {
      const grown = new Float64Array(2 * this.values.length)
      grown.set(this.values)
      this.values = grown
    }
    const number = cell === null || cell === '' ? Number.NaN : typeof cell === 'string' && Number.isNaN(Number(cell)) ? undefined : Number(cell)
    if (number === undefined) this.text ??= String(cell)
    this.values[row] = number ?? Number.NaN
  }
}

/** Answers a query; raises Problem (ACM-DATA-QUERY, -NO-ROWS, -NO-TIME, -NO-NUMBERS, ACM-INTERRUPTED). Memory: the matrix, twice while a column grows. */
export function sqliteReading(path: string, query: string, options: ReadOptions = {}): TypedTable {
  let database: DatabaseSync
  try {
    database = new DatabaseSync(path, { readOnly: true })
  } catch (error) {
    throw sqlError(path, error)
  }
  try {
    return fromRows(path, answer(path, database, query), options)
  } finally {
    database.close()
  }
}

function* answer(path: string, database: DatabaseSync, query: string): Generator<Row> {
  try {
    yield* database.prepare(query).iterate() as unknown as Iterable<Row>
  } catch (error) {
    throw error instanceof Problem ? error : sqlError(path, error)
  }
}

function fromRows(path: string, rows: Iterator<Row>, options: ReadOptions): TypedTable {
  const head: Row[] = []
  for (let next = rows.next(); !next.done; next = rows.next()) {
    head.push(next.value)
    if (head.length === SAMPLE_ROWS) break
  }
  if (head.length === 0) throw new Problem('ACM-DATA-NO-ROWS', 'the query gives no row', 'Check its conditions.', { where: path })
  const names = Object.keys(head[0])
  const sample = [names, ...head.map((row) => names.map((name) => String(row[name] ?? '')))]
  const choice = chooseTime(path, sample, 1, names.length, options.time, options.counts)
  const times = new CellTimes({ path, kind: choice.kind, ...(options.dayFirst !== undefined && { dayFirst: options.dayFirst }) }, FIRST_ROWS)
  const columns = names.map(() => new NumberColumn())
  let count = 0
  const take = (row: Row): void => {
    names.forEach((name, col) => {
      if (col === choice.column) times.take(count, row[name])
      else columns[col].put(count, row[name])
    })
    count++
    if (count % CHECK_ROWS === 0 && options.cancelled?.())
      throw new Problem('ACM-INTERRUPTED', `reading ${path} was cancelled`, 'Start again when you are ready; nothing was written.', { where: path })
  }
  head.forEach(take)
  for (let next = rows.next(); !next.done; next = rows.next()) take(next.value)
  const cols = numeric(path, choice.column, columns)
  const time = { ...choice, name: names[choice.column] }
  return { history: history(path, names, { time: choice.column, cols }, columns, times.finish(count)), time, columns: cols }
}

/** Columns without a text, but for the time. Throws Problem where there is none. */
function numeric(path: string, time: number, columns: readonly NumberColumn[]): number[] {
  const cols = [...columns.keys()].filter((col) => col !== time && columns[col].text === undefined)
  if (cols.length > 0) return cols
  throw new Problem('ACM-DATA-NO-NUMBERS', 'no column of the answer holds numbers', 'Select the sensors beside the time.', { where: path })
}

function history(
  path: string,
  names: readonly string[],
  { time, cols }: { time: number; cols: readonly number[] },
  columns: readonly NumberColumn[],
  { times, ...told }: ReturnType<CellTimes['finish']>,
): History {
  const keep = Int32Array.from(times.keys()).filter((row) => !Number.isNaN(times[row]))
  if (keep.length === 0) throw new Problem('ACM-DATA-NO-ROWS', 'no row has a time', 'Check the time column.', { where: path })
  const values = new Float64Array(cols.length * keep.length)
  cols.forEach((col, i) => {
    keep.forEach((row, at) => void (values[i * keep.length + at] = columns[col].values[row]))
  })
  const setAside: SetAside[] = names.flatMap((name, col) => {
    const { text } = columns[col]
    return col === time || text === undefined ? [] : [{ sensor: name, reason: `it holds text, the first is "${text.slice(0, 40)}"` }]
  })
  return {
    files: [path],
    sensors: cols.map((col) => ({ name: names[col] })),
    time: Float64Array.from(keep, (row) => times[row]),
    values,
    rows: keep.length,
    setAside,
    ...told,
  }
}
