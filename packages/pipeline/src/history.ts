import type { History, Sensor } from '@acm/contract'
import { takeRows } from './columns.ts'

/** The rows of a history from a time on; the history itself where that is all. */
export function rowsFrom(history: History, time: number): History {
  const numbers = Int32Array.from(history.time.keys()).filter((row) => history.time[row] >= time)
  if (numbers.length === history.rows) return history
  const { values, rows } = takeRows({ values: history.values, rows: history.rows, cols: history.sensors.length }, numbers)
  return { ...history, time: Float64Array.from(numbers, (row) => history.time[row]), values, rows }
}

/** The history with those of these sensors whose columns were set aside in reading: they are there, and no value of them could be read. Cost: a copy, where there are any. */
export function withSilent(history: History, sensors: readonly Sensor[]): History {
  const silent = sensors.filter(({ name }) => history.setAside.some(({ sensor }) => sensor === name))
  if (silent.length === 0) return history
  const values = new Float64Array(history.rows * (history.sensors.length + silent.length)).fill(Number.NaN)
  values.set(history.values)
  const setAside = history.setAside.filter(({ sensor }) => !silent.some(({ name }) => name === sensor))
  return { ...history, sensors: [...history.sensors, ...silent], values, setAside }
}
