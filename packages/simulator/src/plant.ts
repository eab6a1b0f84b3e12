// A small plant without a physics: sensors that follow two hidden loads, with noise of their own. What tests expect was measured on its very numbers, so
// it keeps its generator; the machines with a physics have one of better quality (`random.ts`).

import { type History, historyOf } from '@acm/contract'
import { minute } from './minute.ts'

/** Uniform in [0, 1): mulberry32. */
export function uniform(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** About standard normal: twelve uniforms. */
export function normal(seed: number): () => number {
  const next = uniform(seed)
  return () => {
    let sum = -6
    for (let i = 0; i < 12; i++) sum += next()
    return sum
  }
}

export interface Plant {
  readonly rows: number
  readonly sensors?: number
  readonly seed?: number
  /** What to do to the value of a sensor in a row. */
  readonly change?: (value: number, row: number, sensor: number) => number
}

/** A history of these columns, named S1, S2 …; rows are a minute apart unless `time` (milliseconds) says otherwise. */
export function minuteHistory(columns: readonly (readonly number[])[], time?: readonly number[]): History {
  const sensors = columns.map((values, i) => ({ name: `S${i + 1}`, values }))
  return historyOf({ time: time ?? columns[0].map((_, row) => row * minute), sensors, zoned: false, files: ['test.csv'] })
}

/** Every sensor follows both loads by shares of its own; the same arguments give the same numbers everywhere. */
export function plant({ rows, sensors = 6, seed = 1, change = (value) => value }: Plant): History {
  const noise = normal(seed)
  const loads = Array.from({ length: sensors }, (_, sensor) => [1 + (sensor % 3), 1 - (sensor % 2)])
  const columns = loads.map((): number[] => [])
  let [a, b] = [0, 0]
  for (let row = 0; row < rows; row++) {
    a = 0.8 * a + 0.6 * noise()
    b = 0.5 * b + 0.87 * noise()
    loads.forEach(([p, q], sensor) => {
      columns[sensor].push(change(50 + 10 * sensor + p * a + q * b + 0.5 * noise(), row, sensor))
    })
  }
  return minuteHistory(columns)
}
