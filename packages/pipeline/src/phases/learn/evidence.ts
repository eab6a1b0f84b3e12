// From residuals and deviations of one state's rows to evidence: means over windows, each in its own spread, and the channels that decide.

import type { ChannelKind, StateModel, WindowModel } from '@acm/contract'
import { log } from '@acm/kernels'
import { type Columns, column, emptyColumns, type Span, takeSpans } from '../../columns.ts'
import { times } from '../../linear.ts'
import { medianIn } from '../../select.ts'
import { trailingMeans } from '../../windows.ts'
import { beyond, type Excess, type Measures, operatingRows, outsideOf, type View } from './trained-range.ts'

/** Rows of one state, the first `from` of which are context; the first of all is row `clock` of the state. */
export interface StateRows {
  readonly residuals: Columns
  readonly deviations: Columns
  readonly from: number
  readonly clock: number
}

/** Training rows are judged block by block: spreads by the other blocks. A factor a window, block and column. */
export interface Folds {
  readonly blocks: readonly Span[]
  readonly factors: readonly (readonly Float64Array[])[]
}

export interface Series {
  readonly kind: ChannelKind
  readonly window: number
  readonly values: Float64Array
}

export interface Evidence {
  /** Of each window, signed, by column: a normal deviate. NaN where too little is observed. */
  readonly scales: readonly { readonly window: number; readonly z: Columns }[]
  readonly channels: readonly Series[]
  /** At the longest window of at most 16 rows: how far outside the trained range; rows × columns, 0 where it is the sensor's own doing. */
  readonly outside: Columns
}

/** Windows up to this many rows are of rows, longer ones of hours. */
export const ROW_WINDOW = 16
/** Residuals that enter slow means are within so many spreads: one short huge event must not hold a mean of days. */
const SLOW_CLIP = 6
const SLOW_MS = 6 * 3_600_000 - 1000
/** A prediction far from what the others were trained on counts for no less than half. */
const MOST_LEVERAGE = 2
/** Of the excursion of an operating variable: the error that it excuses. */
const EXCUSED = 0.5
/** Above so many degrees of freedom a t is a z. */
const MANY = 200
const MOST_BONUS = 4
const LARGEST_STEP = 20

/** Fewer independent stretches than this tell nothing of a column's spread. */
export const leastIndependent = (long: boolean): number => (long ? 5 : 12)

const tail = (x: Columns, from: number): Columns => (from === 0 ? x : takeSpans(x, [{ begin: from, end: x.rows }]))

/** The window of the pace, and of what is told of the trained range. */
export const rowWindow = (windows: readonly Pick<WindowModel, 'rows'>[]): number =>
  Math.max(...windows.map(({ rows }) => rows).filter((rows) => rows <= ROW_WINDOW))

/** Residuals of a window: less their median, within 6 spreads where the window is slow. */
export function centred(residuals: Columns, offset: Float64Array, clip?: Float64Array): Columns {
  const out = emptyColumns(residuals.rows, residuals.cols)
  for (let col = 0; col < residuals.cols; col++) {
    const [from, to, most] = [column(residuals, col), column(out, col), clip ? SLOW_CLIP * clip[col] : Number.POSITIVE_INFINITY]
    for (let row = 0; row < to.length; row++) {
      const value = from[row] - offset[col]
      to[row] = Math.min(Math.max(value, -most), most)
    }
  }
  return out
}

/** Missing values as 0. */
export function filled(x: Columns): Columns {
  const out = emptyColumns(x.rows, x.cols)
  for (let i = 0; i < out.values.length; i++) out.values[i] = x.values[i] || 0
  return out
}

/** By how much further a prediction strays in each row than it usually does: √((1 + h)/(1 + h₀)), h the others' T² by independent stretches, within 1 … 2. */
function leverage({ precision, independent }: WindowModel, deviations: Columns): Columns {
  const { rows, cols } = deviations
  const z = filled(deviations)
  const y = times(z, precision, cols)
  const usual = medianIn(independent)
  const least = 1 + (cols - 1) / usual
  const distance = new Float64Array(rows)
  for (let col = 0; col < cols; col++) {
    const [a, b] = [column(z, col), column(y, col)]
    for (let row = 0; row < rows; row++) distance[row] += a[row] * b[row]
  }
  for (let col = 0; col < cols; col++) {
    const [b, own] = [column(y, col), precision[col * cols + col]]
    for (let row = 0; row < rows; row++) {
      const h = Math.max(distance[row] - (b[row] * b[row]) / own, 0) / usual
      // Most rows are nearer than is usual, and count as such.
      b[row] = h > (cols - 1) / usual ? Math.min(Math.sqrt((1 + h) / least), MOST_LEVERAGE) : 1
    }
  }
  return y
}

/** The normal deviate that is as rare as |t| of each column's degrees of freedom, where it predicts one more (Wallace 1959). In place. */
function normalDeviates(t: Columns, freedom: readonly number[]): void {
  for (let col = 0; col < t.cols; col++) {
    const nu = freedom[col]
    if (nu >= MANY) continue
    const values = column(t, col)
    const unit = Math.sqrt(1 + 1 / nu)
    const grown = new Float64Array(values.length)
    for (let row = 0; row < values.length; row++) grown[row] = 1 + ((values[row] / unit) * (values[row] / unit)) / nu
    const logs = log(grown)
    for (let row = 0; row < values.length; row++) values[row] = (Math.sqrt(nu * logs[row]) * (8 * nu + 1)) / (8 * nu + 3)
  }
}

/** Of a slow window: columns that had few independent stretches must show more, so that all alarm at one rate. */
function bonuses({ independent }: WindowModel, long: boolean): Float64Array {
  const usual = medianIn(independent)
  return log(independent.map((own) => usual / own)).map((value, col) => {
    const bonus = Math.min(Math.max(2 * value, -MOST_BONUS), MOST_BONUS)
    return independent[col] < leastIndependent(long) ? Math.min(bonus, 0) : bonus
  })
}

interface Excused {
  /** A column: half the largest excursion of an operating variable. */
  readonly allowance: Columns
  /** 1 where the column itself is one. */
  readonly rows: Columns
}

/** What each row's spread is, by column, in place of `levered`. */
function spreadsOf(
  window: WindowModel,
  deviations: Columns,
  view: View,
  allowance: Columns | undefined,
  folds: { blocks: readonly Span[]; factors: readonly Float64Array[] } | undefined,
): Columns {
  const { rows, cols } = deviations
  const out = view.long && cols > 1 ? leverage(window, deviations) : { ...emptyColumns(rows, cols), values: new Float64Array(rows * cols).fill(1) }
  const allowed = allowance && column(allowance, 0)
  for (let col = 0; col < cols; col++) {
    const values = column(out, col)
    for (let row = 0; row < rows; row++) values[row] *= window.spread[col]
    folds?.blocks.forEach(({ begin, end }, i) => {
      for (let row = begin; row < end; row++) values[row] *= folds.factors[i][col]
    })
    if (!allowed) continue
    for (let row = 0; row < rows; row++) if (allowed[row] > 0) values[row] = Math.sqrt(values[row] * values[row] + allowed[row] * allowed[row])
  }
  return out
}

/** Magnitudes of one window's evidence in place of its residual means, before the bonus; signs are kept apart. */
function magnitudes(
  window: WindowModel,
  means: Columns,
  spreads: Columns,
  view: View,
  muted: Columns | undefined,
): { size: Columns; sign: Int8Array } {
  const size = emptyColumns(means.rows, means.cols)
  const sign = new Int8Array(size.values.length)
  for (let i = 0; i < sign.length; i++) {
    const z = means.values[i] / spreads.values[i]
    sign[i] = z > 0 ? 1 : z < 0 ? -1 : 0
    size.values[i] = Math.abs(z)
  }
  const freedom = [...window.independent].map((count) => (view.long ? Math.min(count, 1e4) : Math.max(Math.min(count, 1e4) - 4, 1)))
  normalDeviates(size, freedom)
  for (let col = 0; col < size.cols; col++) {
    const values = column(size, col)
    const mute = size.cols > 1 && window.independent[col] < leastIndependent(view.long)
    const own = muted && column(muted, col)
    for (let row = 0; row < values.length; row++) if ((mute && !Number.isNaN(values[row])) || (own && own[row] > 0)) values[row] = 0
  }
  return { size, sign }
}

function rootMeanSquares({ values, rows, cols }: Columns): Float64Array {
  const out = new Float64Array(rows)
  for (let begin = 0; begin < values.length; begin += rows)
    for (let row = 0; row < rows; row++) {
      const value = values[begin + row]
      if (!Number.isNaN(value)) out[row] += value * value
    }
  for (let row = 0; row < rows; row++) out[row] = Math.sqrt(out[row] / cols)
  return out
}

function largestOf({ values, rows }: Columns): Float64Array {
  const out = new Float64Array(rows)
  for (let begin = 0; begin < values.length; begin += rows)
    for (let row = 0; row < rows; row++) if (values[begin + row] > out[row]) out[row] = values[begin + row]
  return out
}

/** Each column's step from its own last value, in the spread of such steps; the first row against itself. */
function steps({ phi, scale }: NonNullable<StateModel['pace']>, deviations: Columns, excused: Excused | undefined): Columns {
  const out = emptyColumns(deviations.rows, deviations.cols)
  for (let col = 0; col < out.cols; col++) {
    const [from, to] = [column(deviations, col), column(out, col)]
    for (let row = 0; row < to.length; row++) {
      const value = Math.min(Math.abs(from[row] - phi[col] * from[Math.max(row - 1, 0)]) / scale[col], LARGEST_STEP)
      const allowed = excused ? excused.allowance.values[row] / scale[col] : 0
      to[row] = excused && column(excused.rows, col)[row] > 0 ? 0 : allowed > 0 ? value / Math.sqrt(1 + allowed * allowed) : value
    }
  }
  return out
}

function paceSeries(
  pace: NonNullable<StateModel['pace']>,
  window: number,
  { deviations, from, clock }: StateRows,
  excused: Excused | undefined,
): Series {
  const means = tail(trailingMeans(steps(pace, deviations, excused), window, clock), from)
  const values = new Float64Array(means.rows)
  for (let i = 0; i < means.values.length; i++) values[i % means.rows] += means.values[i] || 0
  return { kind: 'pace', window, values: values.map((sum) => sum / means.cols) }
}

function excusedRows(model: Measures, deviations: Columns, view: View): Excused | undefined {
  const found = operatingRows(model, deviations, view)
  if (!found) return undefined
  const allowance = emptyColumns(deviations.rows, 1)
  for (let i = 0; i < found.excess.values.length; i++) {
    const row = i % deviations.rows
    if (found.rows.values[i] > 0) allowance.values[row] = Math.max(allowance.values[row], EXCUSED * found.excess.values[i])
  }
  const strict = { ...found.rows, values: found.rows.values.map((flag, i) => Number(flag > 0 && found.excess.values[i] > 0)) }
  return { allowance, rows: strict }
}

/**
 * Evidence of the rows from `from` on. With `folds` they are training rows, which excuse nothing. Cost: windows · (columns² + 10 columns) a row.
 */
export function evidenceOf(model: Measures, rows: StateRows, view: View, folds?: Folds): Evidence {
  const { deviations, residuals, from, clock } = rows
  const { cols } = deviations
  const excused = folds ? undefined : excusedRows(model, deviations, view)
  const means = (x: Columns, window: number): Columns => tail(trailingMeans(x, window, clock), from)
  const [fast, slow] = [centred(residuals, model.offset), centred(residuals, model.offset, model.windows[0].spread)]
  const told = rowWindow(model.windows)
  const channels: Series[] = []
  let excess: Excess | undefined
  const scales = model.windows.map((window, i) => {
    const own = means(window.rows <= ROW_WINDOW ? fast : slow, window.rows)
    const apart = means(deviations, window.rows)
    if (window.rows === told && !folds) excess = beyond(model, window, apart, own, view)
    const allowance = excused && means(excused.allowance, window.rows)
    const muted = excused && means(excused.rows, window.rows)
    const factors = folds && { blocks: folds.blocks, factors: folds.factors[i] }
    const { size, sign } = magnitudes(window, own, spreadsOf(window, apart, view, allowance, factors), view, muted)
    const together = cols >= 3 ? rootMeanSquares(size) : undefined
    if (window.rows > ROW_WINDOW && window.rows * view.cadence >= SLOW_MS && cols > 1) addBonus(size, bonuses(window, view.long))
    channels.push({ kind: 'largest', window: window.rows, values: largestOf(size) })
    if (together) channels.push({ kind: 'together', window: window.rows, values: together })
    // A row of which nothing is known keeps no sign, and stays missing.
    for (let at = 0; at < sign.length; at++) size.values[at] = !Number.isNaN(own.values[at]) ? sign[at] * size.values[at] : Number.NaN
    return { window: window.rows, z: size }
  })
  if (model.pace && residuals.rows > 0) channels.push(paceSeries(model.pace, told, rows, excused))
  return { scales, channels, outside: excess ? outsideOf(excess) : emptyColumns(residuals.rows - from, cols) }
}

function addBonus(size: Columns, bonus: Float64Array): void {
  for (let col = 0; col < size.cols; col++) {
    const values = column(size, col)
    for (let row = 0; row < values.length; row++) if (values[row] > 0) values[row] = Math.sqrt(Math.max(values[row] * values[row] + bonus[col], 0))
  }
}
