// Times from the cells of a typed table: moments as they are, numbers and text as in a CSV.

import type { RejectedRow } from '@acm/contract'
import type { TimeKind } from './time-choice.ts'
import { TimeColumn } from './time-column.ts'

const MOST_REJECTED = 20

export interface Times {
  /** NaN where a cell is no time. */
  readonly times: Float64Array
  readonly zoned: boolean
  readonly rejected: readonly RejectedRow[]
  readonly rejectedRows: number
}

export interface CellKind {
  readonly file: string
  /** A moment in milliseconds already, or what a text or number means. */
  readonly kind: TimeKind | { readonly zoned: boolean }
  readonly dayFirst?: boolean
}

export class CellTimes {
  readonly #of: CellKind
  readonly #column: TimeColumn | undefined
  readonly #rejected: RejectedRow[] = []
  #rejectedRows = 0
  /** Under each order of day and month. */
  #dayFirst: Float64Array
  #monthFirst: Float64Array

  /** `rows` may be a guess; it grows. */
  constructor(of: CellKind, rows: number) {
    this.#of = of
    this.#column = typeof of.kind === 'string' ? new TimeColumn(of.kind, of.dayFirst) : undefined
    this.#dayFirst = new Float64Array(rows).fill(Number.NaN)
    this.#monthFirst = new Float64Array(of.kind === 'date' ? rows : 0).fill(Number.NaN)
  }

  take(row: number, cell: unknown): void {
    if (row >= this.#dayFirst.length) this.#grow()
    const column = this.#column
    const empty = cell === null || cell === undefined || cell === ''
    if (!column && !empty) this.#dayFirst[row] = Number(cell)
    else if (column?.accept(empty ? '' : String(cell), undefined, row + 1)) {
      this.#dayFirst[row] = column.dayFirst
      if (this.#monthFirst.length > 0) this.#monthFirst[row] = column.monthFirst
    } else this.#refuse(row, column?.reason ?? 'the time is empty', empty ? '' : String(cell))
  }

  #refuse(row: number, reason: string, cell: string): void {
    this.#rejectedRows++
    if (this.#rejected.length < MOST_REJECTED) this.#rejected.push({ file: this.#of.file, line: row + 1, reason, cell: cell.slice(0, 60) })
  }

  #grow(): void {
    const grown = (values: Float64Array): Float64Array => {
      const out = new Float64Array(2 * values.length).fill(Number.NaN)
      out.set(values)
      return out
    }
    this.#dayFirst = grown(this.#dayFirst)
    this.#monthFirst = grown(this.#monthFirst)
  }

  finish(rows: number): Times {
    const { kind } = this.#of
    const [day, month] = [this.#dayFirst.subarray(0, rows), this.#monthFirst.subarray(0, rows)]
    const byMonth = kind === 'date' && this.#column?.decide((order) => (order === 'day-first' ? day : month)).order === 'month-first'
    const zoned = typeof kind === 'string' ? (this.#column?.zoned ?? false) : kind.zoned
    return { times: byMonth ? month : day, zoned, rejected: this.#rejected, rejectedRows: this.#rejectedRows }
  }
}
