// A value holds for as long as a sensor that reports by exception may be quiet.

import type { JudgedColumn, Watch } from '@acm/contract'
import { type Columns, column, emptyColumns } from '../../columns.ts'

/** Rows that a value holds at most. */
const MOST_ROWS = 30

/** Rows that each column's values hold: as long as its sensor was ever quiet in training, for a value that stands in for a dead sensor's is a false one. */
export const holdingRows = (columns: readonly JudgedColumn[], { gap }: Watch): number[] =>
  columns.map(({ sensor }) => Math.min(gap[sensor], MOST_ROWS))

export interface Held {
  readonly held: Float64Array
  readonly ages: Float64Array
}

/** Missing values taken from the last one of their column, at most so many rows old; what was held before, and is held at the end. */
export function holding(x: Columns, most: readonly number[], before?: Held): { x: Columns } & Held {
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
      to[row] = age <= most[col] ? last : Number.NaN
    }
    // A value that holds no longer has no part in what follows.
    ;[held[col], ages[col]] = [last, Math.min(age, most[col] + 1)]
  }
  return { x: out, held, ages }
}
