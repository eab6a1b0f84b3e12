// What is asked of a window of rows, and of a series of such windows.

import { type Columns, column, emptyColumns } from './columns.ts'
import type { Span } from './columns.ts'

/** Mean over the last `window` rows of one column; NaN where fewer than half of them are observed. `phase` is the clock of the first row within its block. */
function meansOfColumn(values: Float64Array, window: number, phase: number, out: Float64Array): void {
  const [sums, counts] = [new Float64Array(window + 1), new Float64Array(window + 1)]
  let [sum, count, at] = [0, 0, phase]
  for (let row = 0; row < values.length; row++, at++) {
    if (at === window) {
      ;[sum, count, at] = [0, 0, 0]
      for (let back = window - 1; back > 0; back--) {
        const value = values[row - window + back]
        const seen = Number.isFinite(value)
        sums[back] = sums[back + 1] + (seen ? value : 0)
        counts[back] = counts[back + 1] + Number(seen)
      }
    }
    if (Number.isFinite(values[row])) {
      sum += values[row]
      count++
    }
    const [all, seen] = at + 1 < window ? [sum + sums[at + 1], count + counts[at + 1]] : [sum, count]
    out[row] = seen > 0 && seen >= window / 2 ? all / seen : Number.NaN
  }
}

/**
 * Trailing means of each column. Sums are of blocks that begin at multiples of the window on the rows' own clock, whose first row here is `clock`: a prefix
 * of one block and a suffix of the block before (van Herk 1992), so the window − 1 rows before a row give it the same bits wherever the history is
 * cut, and nothing is ever subtracted. Cost: two additions a value.
 */
export function trailingMeans(x: Columns, window: number, clock = 0): Columns {
  if (window === 1) return x
  const out = emptyColumns(x.rows, x.cols)
  for (let col = 0; col < x.cols; col++) meansOfColumn(column(x, col), window, clock % window, column(out, col))
  return out
}

/** Runs of rows for which something holds. */
export function runsOf(rows: number, holds: (row: number) => boolean): Span[] {
  const runs: Span[] = []
  let begin = -1
  for (let row = 0; row <= rows; row++) {
    const on = row < rows && holds(row)
    if (on && begin < 0) begin = row
    if (on || begin < 0) continue
    runs.push({ begin, end: row })
    begin = -1
  }
  return runs
}

/** Runs that are no further apart than `gap` rows made one. */
export function merged(runs: readonly Span[], gap: number): Span[] {
  const out: { begin: number; end: number }[] = []
  for (const { begin, end } of runs) {
    const last = out.at(-1)
    if (last && begin - last.end + 1 <= gap) last.end = end
    else out.push({ begin, end })
  }
  return out
}

/** Where autocorrelation is below this a series is taken to have forgotten. */
const FORGOTTEN = 0.1
/** A longer series is looked at in means of so many rows that about this many remain. */
const SERIES = 4000

function blockMeans(values: Float64Array, size: number): Float64Array {
  const out = new Float64Array(Math.floor(values.length / size))
  for (let i = 0; i < out.length; i++) {
    let sum = 0
    for (let k = 0; k < size; k++) sum += values[i * size + k]
    out[i] = sum / size
  }
  return out
}

/**
 * Integrated autocorrelation time in rows: 1 + 2·Σρ_k up to the first ρ below 0.1; how many rows tell as much as one independent one. Missing values are
 * passed over. Cost: 4,000 multiplications a lag.
 */
export function correlationTime(values: Float64Array): number {
  const observed = values.filter(Number.isFinite)
  if (observed.length < 20) return Math.max(observed.length, 1)
  const size = Math.max(1, Math.floor(observed.length / SERIES))
  const z = size > 1 ? blockMeans(observed, size) : observed
  let mean = 0
  for (const value of z) mean += value
  mean /= z.length
  for (let i = 0; i < z.length; i++) z[i] -= mean
  const lagged = (lag: number): number => {
    let sum = 0
    for (let i = lag; i < z.length; i++) sum += z[i] * z[i - lag]
    return sum / z.length
  }
  const variance = lagged(0)
  if (!(variance > 0)) return 1
  let sum = 0
  for (let lag = 1; lag < z.length; lag++) {
    const rho = lagged(lag) / variance
    if (rho < FORGOTTEN) break
    sum += rho
  }
  return size * (1 + 2 * sum)
}
