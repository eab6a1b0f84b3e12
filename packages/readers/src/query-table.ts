// The answer of a query to a database as a history, row by row.

import { type History, Problem, type SetAside } from '@acm/contract'
import { CellTimes } from './cell-times.ts'
import type { ReadOptions } from './options.ts'
import { type Cell, type Row, readingCancelled, type Source } from './source.ts'
import { chooseTime } from './time-choice.ts'
import type { TypedTable } from './typed-table.ts'

const SAMPLE_ROWS = 200
const FIRST_ROWS = 4096
/** Rows between looks at whether to stop. */
const CHECK_ROWS = 8192

export const queryFailed = (file: string, error: unknown): Problem =>
  new Problem('ACM-DATA-QUERY', `the query failed: ${(error as Error).message}`, 'Try "select time, … from …" in a SQLite shell first', {
    where: file,
    means: [{ option: 'query' }],
    cause: error,
  })

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

/**
 * Rows of columns that have names as a history. Raises Problem (ACM-DATA-NO-ROWS, -NO-TIME, -NO-NUMBERS, ACM-INTERRUPTED). Memory: the matrix, twice while a
 * column grows.
 */
export function queryTable({ name, size }: Source, answer: Iterable<Row>, options: ReadOptions): TypedTable {
  const rows = answer[Symbol.iterator]()
  try {
    return { format: 'SQLite, the answer of the query', bytes: size ?? 0, ...fromRows(name, rows, options) }
  } finally {
    rows.return?.()
  }
}

function fromRows(file: string, rows: Iterator<Row>, options: ReadOptions): Omit<TypedTable, 'format' | 'bytes'> {
  const head: Row[] = []
  for (let next = rows.next(); !next.done; next = rows.next()) {
    head.push(next.value)
    if (head.length === SAMPLE_ROWS) break
  }
  if (head.length === 0) throw new Problem('ACM-DATA-NO-ROWS', 'the query gives no row', 'Check its conditions.', { where: file })
  const names = Object.keys(head[0])
  const sample = [names, ...head.map((row) => names.map((name) => String(row[name] ?? '')))]
  const choice = chooseTime(file, sample, 1, names.length, options.time, options.counts)
  const times = new CellTimes({ file, kind: choice.kind, ...(options.dayFirst !== undefined && { dayFirst: options.dayFirst }) }, FIRST_ROWS)
  const columns = names.map(() => new NumberColumn())
  let count = 0
  const take = (row: Row): void => {
    names.forEach((name, col) => {
      if (col === choice.column) times.take(count, row[name])
      else columns[col].put(count, row[name])
    })
    count++
    if (count % CHECK_ROWS === 0 && options.cancelled?.()) throw readingCancelled(file)
  }
  head.forEach(take)
  for (let next = rows.next(); !next.done; next = rows.next()) take(next.value)
  const cols = numeric(file, choice.column, columns)
  const time = { ...choice, name: names[choice.column] }
  return { history: history(file, names, { time: choice.column, cols }, columns, times.finish(count)), time, columns: cols }
}

/** Columns without a text, but for the time. Throws Problem where there is none. */
function numeric(file: string, time: number, columns: readonly NumberColumn[]): number[] {
  const cols = [...columns.keys()].filter((col) => col !== time && columns[col].text === undefined)
  if (cols.length > 0) return cols
  throw new Problem('ACM-DATA-NO-NUMBERS', 'no column of the answer holds numbers', 'Select the sensors beside the time.', { where: file })
}

function history(
  file: string,
  names: readonly string[],
  { time, cols }: { time: number; cols: readonly number[] },
  columns: readonly NumberColumn[],
  { times, ...told }: ReturnType<CellTimes['finish']>,
): History {
  const keep = Int32Array.from(times.keys()).filter((row) => !Number.isNaN(times[row]))
  if (keep.length === 0) throw new Problem('ACM-DATA-NO-ROWS', 'no row has a time', 'Check the time column.', { where: file })
  const values = new Float64Array(cols.length * keep.length)
  cols.forEach((col, i) => {
    keep.forEach((row, at) => {
      values[i * keep.length + at] = columns[col].values[row]
    })
  })
  const setAside: SetAside[] = names.flatMap((name, col) => {
    const { text } = columns[col]
    return col === time || text === undefined ? [] : [{ sensor: name, reason: `it holds text, the first is "${text.slice(0, 40)}"` }]
  })
  return {
    files: [file],
    sensors: cols.map((col) => ({ name: names[col] })),
    time: Float64Array.from(keep, (row) => times[row]),
    values,
    rows: keep.length,
    setAside,
    ...told,
  }
}
