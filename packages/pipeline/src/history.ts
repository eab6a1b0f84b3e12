import type { History } from './types.ts'

/** The rows of a history from a time on; the history itself where that is all. */
export function rowsFrom(history: History, time: number): History {
  const numbers = Int32Array.from(history.time.keys()).filter((row) => history.time[row] >= time)
  if (numbers.length === history.rows) return history
  const rows = numbers.length
  const values = new Float64Array(rows * history.sensors.length)
  for (let col = 0; col < history.sensors.length; col++)
    numbers.forEach((row, i) => {
      values[col * rows + i] = history.values[col * history.rows + row]
    })
  return { ...history, time: Float64Array.from(numbers, (row) => history.time[row]), values, rows }
}
