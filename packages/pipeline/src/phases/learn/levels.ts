// Levels from a budget: declustered peaks of rows out of fold, an exponential tail, and the interval of the rate that is to be announced.

import type { Channel, FalseAlarms } from '@acm/contract'
import { exp, log } from '@acm/kernels'
import { column, type Span } from '../../columns.ts'
import { runsOf } from '../../windows.ts'
import type { Evidence } from './evidence.ts'

/** Largest values of blocks of `apart` rows, descending; of neighbours nearer than that the larger. */
export function peaksOf(values: Float64Array, apart: number): Float64Array {
  const blocks = Math.ceil(values.length / apart)
  const at = Int32Array.from({ length: blocks }, (_, i) => {
    let best = i * apart
    for (let row = best + 1; row < Math.min((i + 1) * apart, values.length); row++) if (values[row] > values[best]) best = row
    return best
  })
  const kept = new Uint8Array(blocks).fill(1)
  const order = [...at.keys()].sort((a, b) => values[at[b]] - values[at[a]] || a - b)
  for (const i of order) {
    if (!kept[i]) continue
    for (const j of [i - 1, i + 1])
      if (j >= 0 && j < blocks && kept[j] && values[at[j]] <= values[at[i]] && Math.abs(at[j] - at[i]) < apart) kept[j] = 0
  }
  return Float64Array.from(
    at.filter((_, i) => kept[i]),
    (row) => values[row],
  )
    .sort()
    .reverse()
}

const power = (base: number, exponent: number): number => exp(Float64Array.of(exponent * log(Float64Array.of(base))[0]))[0]

/** Level that `expected` peaks of a stretch as long as training exceed: the mean excess of the tenth of the peaks, predictive for as few as they are. */
export function levelOf(peaks: Float64Array, expected: number): number {
  const n = peaks.length
  if (n === 0) return Number.POSITIVE_INFINITY
  if (n === 1) return peaks[0]
  const m = Math.min(Math.max(5, roundHalfEven(n * 0.1)), 30, n - 1)
  if (expected >= m) return peaks[Math.min(n - 1, Math.floor(expected))]
  let sum = 0
  for (let i = 0; i < m; i++) sum += peaks[i] - peaks[m]
  const excess = Math.max(sum / m, 1e-9)
  return peaks[m] + m * excess * (power(m / expected, 1 / m) - 1)
}

/** Halves to the even neighbour, so that tenths of peaks are rounded without a drift. */
function roundHalfEven(value: number): number {
  const whole = Math.floor(value)
  const rest = value - whole
  return rest > 0.5 || (rest === 0.5 && whole % 2 === 1) ? whole + 1 : whole
}

/** Below this share of its level a column's alarm is over; and a channel's of all, between its usual value and the level. */
const COLUMN_RELEASE = 0.5
const CHANNEL_RELEASE = 0.6

/** Marks rows from `on` up until below `off`; where a value is missing it stays as it is. Gives how it ends. */
function held(values: Float64Array, on: number, off: number, before: boolean, rows: Uint8Array): boolean {
  let open = before
  for (let row = 0; row < values.length; row++) {
    if (values[row] > on) open = true
    else if (values[row] < off) open = false
    if (open) rows[row] = 1
  }
  return open
}

/** The same of a column's magnitude. */
function heldColumn(values: Float64Array, on: number, before: boolean, rows: Uint8Array): boolean {
  let open = before
  for (let row = 0; row < values.length; row++) {
    const size = Math.abs(values[row])
    if (size > on) open = true
    else if (size < COLUMN_RELEASE * on) open = false
    if (open) rows[row] = 1
  }
  return open
}

/** 1 for rows in which an alarm is on, and the places that are open at the last: channel · (columns + 1) + column. */
export function openRows(
  { scales, channels }: Pick<Evidence, 'scales' | 'channels'>,
  levels: readonly Channel[],
  factor: number,
  before: readonly number[] = [],
): { open: Uint8Array; places: number[] } {
  const open = new Uint8Array(channels[0].values.length)
  const places: number[] = []
  channels.forEach(({ kind, window, values }, i) => {
    const [level, usual] = [levels[i].level * factor, levels[i].usual]
    const z = scales.find((scale) => scale.window === window)?.z
    const cols = scales[0].z.cols
    if (kind !== 'largest' || !z) {
      const place = i * (cols + 1) + cols
      if (held(values, level, usual + CHANNEL_RELEASE * (level - usual), before.includes(place), open)) places.push(place)
      return
    }
    const passes = values.some((value) => value > level)
    for (let col = 0; col < cols; col++) {
      const place = i * (cols + 1) + col
      const was = before.includes(place)
      if ((passes || was) && heldColumn(column(z, col), level, was, open)) places.push(place)
    }
  })
  return { open, places }
}

export const openRuns = (open: Uint8Array): Span[] => runsOf(open.length, (row) => open[row] === 1)

/** 0.05, 0.5 and 0.95 quantiles of a gamma variable of shape 1.5 and mean 1. */
const GAMMA = [0.11728210591642381, 0.7886579614584459, 2.6049093010837265]

/** Rates a month that are compatible with so many alarms: gamma of shape 1.5, the mixture of a negative binomial count, its mean wider the fewer independent stretches there were. */
export function rateInterval(alarms: number, months: number, independent: number): Pick<FalseAlarms, 'rate' | 'low' | 'high'> {
  const mean = ((alarms + 0.5) / months) * (1 + 10 / independent)
  const [low, rate, high] = GAMMA.map((quantile) => quantile * mean)
  return { rate, low, high }
}
