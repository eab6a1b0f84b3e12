import { Problem, type RejectedRow, type SetAside } from '@acm/contract'
import { GrowingColumns } from './growing-columns.ts'
import type { Layout } from './layout.ts'
import { isMissingText, type NumberReader } from './number-text.ts'
import { longestRecord, type RecordSink } from './records.ts'
import type { CellAt, DayOrder, OrderDecision, TimeColumn } from './time-column.ts'

const shown = 8
const shownPerColumn = 3
const shownCharacters = 60

/** What a value column has shown so far. */
interface ColumnCount {
  /** Index among the file's columns. */
  readonly column: number
  missing: number
  /** Cells that are neither a number nor a known word for no value. */
  unreadable: number
  readonly unreadableFirst: CellAt[]
}

export interface ColumnResult extends ColumnCount {
  /** Why the column is no sensor; absent where it is one. */
  readonly setAside?: SetAside
}

const cut = (text: string) => {
  const line = text.trimEnd().replaceAll('\n', '⏎')
  return line.length > shownCharacters ? `${line.slice(0, shownCharacters - 1)}…` : line
}

/** Takes the rows of one file in: numbers into columns, times in both orders of day and month, everything refused counted and shown. */
export class TableIntake implements RecordSink {
  readonly missingTexts = new Map<string, number>()
  rejectedRows = 0
  readonly numbers: NumberReader
  readonly time: TimeColumn
  readonly #file: string
  readonly #layout: Layout
  readonly #counts: readonly ColumnCount[]
  readonly #store: GrowingColumns
  readonly #rejected: RejectedRow[] = []

  constructor(file: string, layout: Layout, numbers: NumberReader, time: TimeColumn) {
    this.#file = file
    this.#layout = layout
    this.numbers = numbers
    this.time = time
    const columns = layout.sensors.map((_, column) => column).filter((column) => column !== layout.time.column && column !== layout.time.clock)
    this.#counts = columns.map((column) => ({ column, missing: 0, unreadable: 0, unreadableFirst: [] }))
    this.#store = new GrowingColumns(columns.length + 2)
  }

  row(cells: readonly string[], line: number): void {
    const { column, clock } = this.#layout.time
    const { time } = this
    if (!time.accept(cells[column], clock === undefined ? undefined : cells[clock], line)) {
      this.reject(line, time.reason, cells[column])
      return
    }
    const { chunk, chunkRows, row } = this.#store
    const counts = this.#counts
    let at = row
    for (let i = 0; i < counts.length; i++, at += chunkRows) {
      const cell = cells[counts[i].column]
      const value = this.numbers.read(cell)
      chunk[at] = value
      if (Number.isNaN(value)) this.#noNumber(counts[i], cell, line)
    }
    chunk[at] = time.dayFirst
    chunk[at + chunkRows] = time.monthFirst
    this.#store.advance()
  }

  #noNumber(count: ColumnCount, cell: string, line: number): void {
    if (cell === '') {
      count.missing++
      this.#countMissing('')
      return
    }
    const text = cell.trim()
    if (isMissingText(text.toLowerCase())) {
      count.missing++
      this.#countMissing(text)
      return
    }
    count.unreadable++
    if (count.unreadableFirst.length < shownPerColumn) count.unreadableFirst.push({ line, cell: text })
  }

  #countMissing(text: string): void {
    this.missingTexts.set(text, (this.missingTexts.get(text) ?? 0) + 1)
  }

  reject(line: number, reason: string, raw: string): void {
    this.rejectedRows++
    if (this.#rejected.length < shown) this.#rejected.push(this.#rejection(line, reason, raw))
  }

  #rejection(line: number, reason: string, raw: string): RejectedRow {
    return { file: this.#file, line, reason, cell: cut(raw) }
  }

  endless(line: number): never {
    throw endlessLine(this.#file, line)
  }

  /** Decides the order of day and month, and drops the rows that have no time under it. */
  settleTime(): { readonly order: OrderDecision; readonly times: Float64Array; readonly keep?: Uint8Array } {
    const index = (order: DayOrder | 'none') => this.#counts.length + (order === 'month-first' ? 1 : 0)
    const order = this.time.decide((each) => this.#store.column(index(each)))
    const all = this.#store.column(index(order.order))
    const { keep, times } = withoutNaN(all)
    if (times.length === all.length) return { order, times }
    this.rejectedRows += all.length - times.length
    const reason = `the time is no date with the ${order.order === 'day-first' ? 'day' : 'month'} first`
    const refuted = order.order === 'none' ? [] : this.time.refuted(order.order)
    this.#rejected.push(...refuted.map(({ line, cell }) => this.#rejection(line, reason, cell)))
    return { order, times, keep }
  }

  /** What each value column turned out to be. Call after the last row. What a delimiter at the end of every line opens is no column. */
  columns(): ColumnResult[] {
    const last = this.#layout.sensors.length - 1
    const isPhantom = ({ column, missing }: ColumnCount) =>
      column === last && missing === this.#store.rows && this.#layout.sensors[column].name === `c${column + 1}`
    return this.#counts.flatMap((count, i) => {
      if (isPhantom(count)) return []
      const setAside = this.#setAside(count, i)
      return setAside ? { ...count, setAside } : count
    })
  }

  #setAside(count: ColumnCount, index: number): SetAside | undefined {
    const { rows } = this.#store
    const { name } = this.#layout.sensors[count.column]
    const filled = rows - count.missing
    if (filled === 0) return { sensor: name, reason: 'every cell is empty or says that there is no value' }
    if (count.unreadable * 2 > filled)
      return {
        sensor: name,
        reason: `holds text, not numbers: ${count.unreadable} of ${filled} cells, for example "${cut(count.unreadableFirst[0].cell)}"`,
      }
    if (this.#countsRows(name, index))
      return { sensor: name, reason: 'counts the rows (each cell is one more than the last), so it measures nothing' }
    return undefined
  }

  /** The index column that data-frame libraries write; only a column without a name of its own is looked at. */
  #countsRows(name: string, index: number): boolean {
    if (!/^(?:c\d+|unnamed.*|index|row|row ?number|nr\.?|no\.?|#)$/i.test(name) || this.#store.rows < 3) return false
    const values = this.#store.column(index)
    return values.every((value, i) => i === 0 || value === values[i - 1] + 1)
  }

  /** Rows × chosen value columns, column-major; `rows` is how many `keep` marks 1, or all. */
  matrix(columns: readonly ColumnResult[], rows: number, keep?: Uint8Array): Float64Array {
    const index = new Map(this.#counts.map(({ column }, i) => [column, i]))
    return this.#store.matrix(
      columns.map(({ column }) => index.get(column) as number),
      rows,
      keep,
    )
  }

  /** The first rejected rows, then the first cells that count as missing though nothing says so, each in file order. */
  rejected(columns: readonly ColumnResult[]): RejectedRow[] {
    const byLine = (a: { line: number }, b: { line: number }) => a.line - b.line
    const rows = this.#rejected.sort(byLine).slice(0, shown)
    const cells = columns.flatMap(({ column, unreadableFirst }) =>
      unreadableFirst.map(({ line, cell }) =>
        this.#rejection(
          line,
          `column "${this.#layout.sensors[column].name}" holds no number here; the row is kept, the cell counts as missing`,
          cell,
        ),
      ),
    )
    return [...rows, ...cells.sort(byLine).slice(0, shown)]
  }
}

/** The times that are numbers, and a mask (1 a number, 0 none) of where they stood. */
function withoutNaN(all: Float64Array): { readonly times: Float64Array; readonly keep: Uint8Array } {
  const keep = new Uint8Array(all.length)
  let kept = 0
  for (let i = 0; i < all.length; i++) if (!Number.isNaN(all[i])) kept += keep[i] = 1
  if (kept === all.length) return { times: all, keep }
  const times = new Float64Array(kept)
  for (let i = 0, to = 0; i < all.length; i++) if (keep[i]) times[to++] = all[i]
  return { times, keep }
}

export const endlessLine = (file: string, line: number): Problem =>
  new Problem(
    'ACM-DATA-ENDLESS-LINE',
    `line ${line} does not end within ${longestRecord} characters`,
    'Check that the file is a CSV file with one row a line.',
    { where: `${file}:${line}` },
  )
