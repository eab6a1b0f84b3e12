// A value holds for as long as a sensor that reports by exception may be quiet.

import { type Columns, column, emptyColumns } from '../../columns.ts'

/** Rows that a value holds at most. */
const MOST_ROWS = 30

export interface Held {
  readonly held: Float64Array
  readonly ages: Float64Array
}

/** Missing values taken from the last one of their column, at most 30 rows old; what was held before, and is held at the end. */
export function holding(x: Columns, before?: Held): { x: Columns } & Held {
  const out = emptyColumns(x.rows, x.cols)
  const held = new Float64Array(x.cols).fill(Number.NaN)
  const ages = new Float64Array(x.cols)
  for (let col = 0; col < x.cols; col++) {
    let last = before?.held[col] ?? Number.NaN
    let age = before?.ages[col] ?? 0
    const [from, to] = [column(x, col), column(out, col)]
    for (let row = 0; row < from.length; row++) {
      if (Number.isFinite(from[row])) {
        last = from[row]
        age = 0
      } else age++
      to[row] = age <= MOST_ROWS ? last : Number.NaN
    }
    // A value that holds no longer has no part in what follows.
    ;[held[col], ages[col]] = [last, Math.min(age, MOST_ROWS + 1)]
  }
  return { x: out, held, ages }
}
