// What is asked of a window of rows, and of a series of such windows.

import { type Columns, column, emptyColumns, type Span } from './columns.ts'
import { observed } from './select.ts'

/** Mean over the last `window` rows of one column; NaN where fewer than half of them are observed. `phase` is the clock of the first row within its block. */
function meansOfColumn(values: Float64Array, window: number, phase: number, out: Float64Array): void {
  // Of the block before, from each place to its end.
  const sums = new Float64Array(window + 1)
  const counts = new Float64Array(window + 1)
  let sum = 0
  let count = 0
  let at = phase
  for (let row = 0; row < values.length; row++, at++) {
    if (at === window) {
      sum = 0
      count = 0
      at = 0
      for (let back = window - 1; back > 0; back--) {
        const value = values[row - window + back]
        const seen = value - value === 0
        sums[back] = sums[back + 1] + (seen ? value : 0)
        counts[back] = counts[back + 1] + (seen ? 1 : 0)
      }
    }
    const value = values[row]
    if (value - value === 0) {
      sum += value
      count++
    }
    const seen = at + 1 < window ? count + counts[at + 1] : count
    out[row] = seen >= window / 2 ? (at + 1 < window ? sum + sums[at + 1] : sum) / seen : Number.NaN
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

/** Mean product of values so many rows apart. One name a line: sums that are born in a list stay boxed, and take three times as long (measured). */
function lagged(z: Float64Array, lag: number): number {
  const rows = z.length
  let a = 0
  let b = 0
  let c = 0
  let d = 0
  let i = lag
  for (; i + 3 < rows; i += 4) {
    a += z[i] * z[i - lag]
    b += z[i + 1] * z[i + 1 - lag]
    c += z[i + 2] * z[i + 2 - lag]
    d += z[i + 3] * z[i + 3 - lag]
  }
  for (; i < rows; i++) a += z[i] * z[i - lag]
  return (a + b + (c + d)) / rows
}

/**
 * Integrated autocorrelation time in rows: 1 + 2·Σρ_k up to the first ρ below 0.1; how many rows tell as much as one independent one. Missing values are
 * passed over. Cost: at most 8,000 multiplications a lag, of as many lags as it remembers.
 */
export function correlationTime(values: Float64Array): number {
  const seen = observed(values)
  if (seen.length < 20) return Math.max(seen.length, 1)
  const size = Math.max(1, Math.floor(seen.length / SERIES))
  const z = size > 1 ? blockMeans(seen, size) : seen
  let mean = 0
  for (let i = 0; i < z.length; i++) mean += z[i]
  mean /= z.length
  for (let i = 0; i < z.length; i++) z[i] -= mean
  const variance = lagged(z, 0)
  if (!(variance > 0)) return 1
  let sum = 0
  for (let lag = 1; lag < z.length; lag++) {
    const rho = lagged(z, lag) / variance
    if (rho < FORGOTTEN) break
    sum += rho
  }
  return size * (1 + 2 * sum)
}
