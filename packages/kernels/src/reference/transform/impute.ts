// The plain meaning of what stands for missing values, column by column.
import { type Columns, eachColumn } from '../columns.ts'
import { countObserved } from '../robust/moments.ts'
import { sortedMedian } from '../robust/order.ts'

export function imputeMedian(call: Columns): void {
  eachColumn(call, (column, to) => {
    const median = countObserved(column) ? sortedMedian(column.filter(Number.isFinite).sort()) : Number.NaN
    for (let row = 0; row < column.length; row++) to[row] = Number.isFinite(column[row]) ? column[row] : median
  })
}

export function imputeForward({ limit, ...call }: Columns & { readonly limit: number }): void {
  eachColumn(call, (column, to) => {
    let last = Number.NEGATIVE_INFINITY
    for (let row = 0; row < column.length; row++) {
      if (Number.isFinite(column[row])) last = row
      to[row] = row - last <= limit ? column[last] : Number.NaN
    }
  })
}
