// Everything learned of one operating state: relations, out-of-fold residuals, and what means of them do by themselves.

import type { Curve, StateModel, WindowModel } from '@acm/contract'
import { gram } from '@acm/kernels'
import { type Columns, column, emptyColumns, type Span, takeRows } from '../../columns.ts'
import { inverse, times } from '../../linear.ts'
import { deviationOf, madIn, medianIn, spreadOf } from '../../select.ts'
import { correlationTime, trailingMeans } from '../../windows.ts'
import { curvesOf, straightened } from './curves.ts'
import { centred, type Evidence, evidenceOf, type Folds, filled, ROW_WINDOW } from './evidence.ts'
import { peaksOf } from './levels.ts'
import { fillMissing } from './missing.ts'
import { meansOf, ridge, type Scale, scaled, scaleOf, shifted } from './relations.ts'
import type { View } from './trained-range.ts'
import { unlikeRows } from './unlike.ts'

const BLOCKS = 5
const PENALTY = 1e-3
const FIT_CLIP = 20
export const SCORE_CLIP = 50
const HOUR_MS = 3_600_000
/** Windows: so many rows, and so many hours. */
const ROWS = [1, 5, ROW_WINDOW]
const HOURS = [6, 48]
/** Of a state's training rows: the longest window. */
const LONGEST = 1 / 20

/** A state's training rows, and what all states have in common. */
export interface Lesson {
  readonly state: number
  readonly x: Columns
  /** Sine and cosine of the time of day; no columns where it explains nothing. */
  readonly day: Columns
  readonly view: View
}

export interface LearnedState {
  /** Channels have no levels yet. */
  readonly model: Omit<StateModel, 'channels'>
  readonly rows: Residuals
  /** 1 where a row was left out of the fit. */
  readonly bad: Uint8Array
  readonly outOfFold: Evidence
  /** Of each channel: peaks of the rows out of fold, descending, and their median. */
  readonly peaks: readonly Float64Array[]
  readonly usual: readonly number[]
  /** Evidence of all training rows, those that were left out of the fit too. */
  readonly all: Evidence
}

/** Windows in rows, ascending, each at least 1.6 times the one before; long ones no more than a twentieth of the rows. */
export function windowsOf(rows: number, cadence: number): number[] {
  const most = Math.max(1, Math.floor(rows * LONGEST))
  const out: number[] = []
  for (const window of ROWS) if (window <= Math.max(most, ROW_WINDOW) && !(window < 1.6 * (out.at(-1) ?? 0))) out.push(window)
  for (const hours of HOURS) {
    const wanted = Math.round((hours * HOUR_MS) / cadence)
    const last = out[out.length - 1]
    const window = wanted <= most ? wanted : most >= 3 * last ? most : 0
    if (window >= 1 && window >= 1.6 * last) out.push(window)
  }
  return out
}

export const blocksOf = (rows: number): Span[] =>
  Array.from({ length: BLOCKS }, (_, i) => ({ begin: Math.floor((i * rows) / BLOCKS), end: Math.floor(((i + 1) * rows) / BLOCKS) }))

/** The columns of one matrix beside those of another. */
export function beside(a: Columns, b: Columns): Columns {
  if (b.cols === 0) return a
  const out = emptyColumns(a.rows, a.cols + b.cols)
  out.values.set(a.values)
  out.values.set(b.values, a.values.length)
  return out
}

const leading = (x: Columns, cols: number): Columns => ({ ...x, cols, values: x.values.subarray(0, cols * x.rows) })

interface Relation extends Scale {
  readonly means: Float64Array
  readonly weights: Float64Array
}

/** Fits the relations on the given rows. */
function relationOf({ x, day, view }: Lesson, rows: Int32Array, fallback?: Scale): Relation {
  const own = takeRows(x, rows)
  const found = scaleOf(own)
  const scale = fallback ? found.scale.map((value, col) => (value > 1e-9 ? value : fallback.scale[col])) : found.scale
  const z = beside(scaled(own, { center: found.center, scale }, FIT_CLIP), takeRows(day, rows))
  const means = meansOf(z)
  const quantities = [...view.quantities, ...Array.from({ length: day.cols }, (_, i) => view.quantities.length + 1000 + i)]
  return { center: found.center, scale, means, weights: ridge(shifted(z, means), PENALTY * rows.length, quantities, x.cols) }
}

/** Residuals, what is expected, and deviations, all in the state's scales. */
export interface Residuals {
  readonly residuals: Columns
  readonly expected: Columns
  readonly deviations: Columns
}

/** What a relation leaves of rows, in its own scales. A missing value has no residual. */
export function residualsOf(x: Columns, day: Columns, { center, scale, means, weights }: Relation): Residuals {
  const z = shifted(beside(scaled(x, { center, scale }, SCORE_CLIP), day), means)
  fillMissing(z, x, weights, x.cols)
  const expected = times(z, weights, x.cols)
  const residuals = emptyColumns(x.rows, x.cols)
  for (let col = 0, i = 0; col < x.cols; col++)
    for (let row = 0; row < x.rows; row++, i++) {
      residuals.values[i] = Number.isFinite(x.values[i]) ? z.values[i] - expected.values[i] : Number.NaN
      expected.values[i] += means[col]
    }
  return { residuals, expected, deviations: leading(z, x.cols) }
}

const rowsOf = (span: Span): Int32Array => Int32Array.from({ length: span.end - span.begin }, (_, i) => span.begin + i)

/** Each block by relations fitted without it and its neighbourhood, in the scales of the whole. */
function outOfFold(lesson: Lesson, bad: Uint8Array, whole: Scale, gap: number): Residuals {
  const { x, day } = lesson
  const out = [0, 1, 2].map(() => emptyColumns(x.rows, x.cols))
  for (const block of blocksOf(x.rows)) {
    const others = Int32Array.from(bad.keys()).filter(
      (row) => !bad[row] && (row < Math.max(0, block.begin - gap) || row >= Math.min(x.rows, block.end + gap)),
    )
    const relation = relationOf(lesson, others, whole)
    const rows = rowsOf(block)
    const own = residualsOf(takeRows(x, rows), takeRows(day, rows), relation)
    for (let col = 0; col < x.cols; col++) {
      const ratio = relation.scale[col] / whole.scale[col]
      for (const [k, from] of [own.residuals, own.deviations].entries()) {
        const to = column(out[k], col)
        const values = column(from, col)
        for (let i = 0; i < values.length; i++) to[block.begin + i] = values[i] * ratio
      }
      const to = column(out[2], col)
      const values = column(own.expected, col)
      for (let i = 0; i < values.length; i++)
        to[block.begin + i] = (values[i] * relation.scale[col] + relation.center[col] - whole.center[col]) / whole.scale[col]
    }
  }
  return { residuals: out[0], deviations: out[1], expected: out[2] }
}

const flaggedRows = (flags: Uint8Array, flag: number): Int32Array => Int32Array.from(flags.keys()).filter((row) => flags[row] === flag)

/** Rows of `bad` as missing, or as `filling`. */
function without(x: Columns, bad: Uint8Array, filling = Number.NaN): Columns {
  const out = { ...x, values: x.values.slice() }
  const rows = flaggedRows(bad, 1)
  for (let col = 0; col < x.cols; col++) for (const row of rows) out.values[col * x.rows + row] = filling
  return out
}

/** Every so many rows of a window's means: neighbours are one observation. */
const strided = (values: Float64Array, every: number, skipped?: Span): Float64Array => {
  const out = new Float64Array(Math.ceil(values.length / every))
  let count = 0
  for (let row = 0; row < values.length; row += every) if (!skipped || row < skipped.begin || row >= skipped.end) out[count++] = values[row]
  return out.subarray(0, count)
}

/** Inverse covariance, with a thousandth on its diagonal. */
function precisionOf(deviations: Columns): Float64Array {
  const incomplete = new Uint8Array(deviations.rows)
  for (let col = 0; col < deviations.cols; col++) {
    const values = column(deviations, col)
    for (let row = 0; row < values.length; row++) if (!Number.isFinite(values[row])) incomplete[row] = 1
  }
  const complete = flaggedRows(incomplete, 0)
  const { cols } = deviations
  const taken = complete.length > cols + 2 ? takeRows(deviations, complete) : filled(deviations)
  const z = shifted({ ...taken, values: taken.values.slice() }, meansOf(taken))
  const covariance = gram(z).map((sum) => sum / (z.rows - 1))
  for (let col = 0; col < cols; col++) covariance[col * cols + col] += PENALTY
  return inverse(covariance, cols)
}

/** What means over one window do by themselves, and each block's spread by the other blocks. */
function windowOf(
  window: number,
  residuals: Columns,
  deviations: Columns,
  goodRows: number,
  blocks: readonly Span[],
): { known: WindowModel; factors: Float64Array[] } {
  const means = trailingMeans(residuals, window)
  const every = Math.max(1, Math.floor(window / 8))
  const cols = Array.from({ length: means.cols }, (_, col) => column(means, col))
  const spread = Float64Array.from(cols, (values) => spreadOf(strided(values, every)))
  const apart = trailingMeans(deviations, window)
  const known = {
    rows: window,
    spread,
    independent: Float64Array.from(cols, (values) => Math.max(3, goodRows / Math.max(1, correlationTime(values)))),
    precision: precisionOf(apart),
    low: leastOf(apart).map((value) => (Number.isFinite(value) ? value : 0)),
    high: leastOf(apart, -1).map((value) => (Number.isFinite(value) ? -value : 0)),
  }
  const factors = blocks.map((block) => Float64Array.from(cols, (values, col) => spreadOf(strided(values, every, block)) / spread[col]))
  return { known, factors }
}

/** Each column against its own last value. */
function paceOf(deviations: Columns, bad: Uint8Array): NonNullable<StateModel['pace']> {
  const phi = new Float64Array(deviations.cols)
  const scale = new Float64Array(deviations.cols)
  for (let col = 0; col < deviations.cols; col++) {
    const z = column(deviations, col).map((value) => value || 0)
    let [cross, square] = [0, 0]
    for (let row = 1; row < z.length; row++) {
      cross += z[row - 1] * z[row]
      square += z[row - 1] * z[row - 1]
    }
    phi[col] = Math.min(Math.max(cross / Math.max(square, 1e-12), -0.9), 0.9)
    const steps = z.map((value, row) => (bad[row] ? Number.NaN : value - phi[col] * z[Math.max(row - 1, 0)]))
    scale[col] = Math.max(madIn(steps), 0.25 * deviationOf(steps), 1e-6)
  }
  return { phi, scale }
}

/** Pairs of columns that went together. */
function partnersOf(deviations: Columns): StateModel['partners'] {
  const z = filled(deviations)
  const covariance = gram(shifted(z, meansOf(z)))
  const { cols } = z
  const out: StateModel['partners'][number][] = []
  for (let own = 0; own < cols; own++)
    for (let other = 0; other < cols; other++) {
      const r = covariance[own * cols + other] / Math.sqrt(covariance[own * cols + own] * covariance[other * cols + other])
      if (own !== other && Math.abs(r) >= 0.9) out.push({ column: own, other, sign: r > 0 ? 1 : -1 })
    }
  return out
}

/** Least observed value of each column, or of its negative; Infinity for none. */
function leastOf(x: Columns, sign = 1): Float64Array {
  const out = new Float64Array(x.cols).fill(Number.POSITIVE_INFINITY)
  for (let col = 0; col < x.cols; col++) {
    const values = column(x, col)
    for (let row = 0; row < values.length; row++) if (sign * values[row] < out[col]) out[col] = sign * values[row]
  }
  return out
}

/** Learns one state. Cost: six ridge fits, and 6 · windows selections a column. */
export function learnState(lesson: Lesson): LearnedState {
  const { x, view, state } = lesson
  const sizes = windowsOf(x.rows, view.cadence)
  const bad = unlikeRows(x, view.quantities)
  const good = Int32Array.from(bad.keys()).filter((row) => !bad[row])
  const relation = relationOf(lesson, good)
  const gap = Math.min(sizes[sizes.length - 1], Math.floor(Math.floor(x.rows / BLOCKS) / 4))
  const blocks = blocksOf(x.rows)
  const folds = outOfFold(lesson, bad, relation, gap)
  const curves: readonly Curve[] = view.long ? curvesOf(without(folds.residuals, bad), folds.expected, blocks) : []
  const whole = straightened(folds.residuals, folds.expected, curves)
  const residuals = without(whole, bad)
  const deviations = shifted(scaled(x, relation, FIT_CLIP), relation.means)
  const kept = without(deviations, bad)
  const learnedFrom = without(x, bad)
  const offset = Float64Array.from({ length: x.cols }, (_, col) => medianIn(column(residuals, col)) || 0)
  const fast = centred(residuals, offset)
  const slow = centred(
    residuals,
    offset,
    Float64Array.from({ length: x.cols }, (_, col) => spreadOf(column(fast, col))),
  )
  const windows = sizes.map((window) => windowOf(window, window <= ROW_WINDOW ? fast : slow, kept, good.length, blocks))
  const model = {
    state,
    trainRows: x.rows,
    ...relation,
    curves,
    offset,
    windows: windows.map(({ known }) => known),
    least: leastOf(learnedFrom),
    greatest: leastOf(learnedFrom, -1).map((value) => -value),
    ...(!view.long && x.cols >= 3 && { pace: paceOf(kept, bad) }),
    partners: partnersOf(kept),
  }
  const byFold: Folds = { blocks, factors: windows.map(({ factors }) => factors) }
  const from = { from: 0, clock: 0 }
  const held = evidenceOf(model, { residuals, deviations: without(folds.deviations, bad, 0), ...from }, view, byFold)
  return {
    model,
    rows: { residuals: whole, expected: folds.expected, deviations },
    bad,
    outOfFold: held,
    peaks: held.channels.map(({ values, window }) => peaksOf(values, Math.floor(Math.max(2 * window, 2 * correlationTime(values), 1)))),
    usual: held.channels.map(({ values }) => medianIn(values)),
    all: !bad.includes(1) ? held : evidenceOf(model, { residuals: whole, deviations, ...from }, view, byFold),
  }
}
