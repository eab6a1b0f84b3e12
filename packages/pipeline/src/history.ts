import type { History } from '@acm/contract'
import { takeRows } from './columns.ts'

/** The rows of a history from a time on; the history itself where that is all. */
export function rowsFrom(history: History, time: number): History {
  const numbers = Int32Array.from(history.time.keys()).filter((row) => history.time[row] >= time)
  if (numbers.length === history.rows) return history
  const { values, rows } = takeRows({ values: history.values, rows: history.rows, cols: history.sensors.length }, numbers)
  return { ...history, time: Float64Array.from(numbers, (row) => history.time[row]), values, rows }
}
