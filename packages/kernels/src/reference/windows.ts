// Every trailing window by itself.
import { countObserved } from './robust/moments.ts'

export interface Rolling {
  readonly x: Float64Array
  readonly rows: number
  readonly cols: number
  readonly window: number
  readonly minPeriods: number
  readonly out: Float64Array
}

/** What is made of a window's values, missing ones among them, of which `count` are observed. */
export type Statistic = (values: Float64Array, count: number) => number

/** Statistics of every trailing window; those of one column fill consecutive output columns. */
export function roll({ x, rows, cols, window, minPeriods, out }: Rolling, statistics: readonly Statistic[]): void {
  for (let c = 0; c < cols; c++) {
    for (let row = 0; row < rows; row++) {
      const values = x.subarray(c * rows + Math.max(row - window + 1, 0), c * rows + row + 1)
      const count = countObserved(values)
      statistics.forEach((statistic, i) => {
        out[(c * statistics.length + i) * rows + row] = count < minPeriods ? Number.NaN : statistic(values, count)
      })
    }
  }
}
