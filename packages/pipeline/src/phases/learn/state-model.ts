// Everything learned of one operating state: relations, out-of-fold residuals, and what means of them do by themselves.

import type { Channel, Curve, StateModel, WindowModel } from '@acm/contract'
import { type Columns, column, emptyColumns, type Span, takeRows } from '../../columns.ts'
import { gramOf, inverse, times } from '../../linear.ts'
import { deviationOf, madIn, medianIn, spreadOf } from '../../select.ts'
import { correlationTime, trailingMeans } from '../../windows.ts'
import { curvesOf, straightened } from './curves.ts'
import { centred, type Evidence, evidenceOf, type Folds, ROW_WINDOW, type View } from './evidence.ts'
import { peaksOf } from './levels.ts'
import { meansOf, ridge, type Scale, scaled, scaleOf, shifted } from './relations.ts'
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
  /** Channels without levels yet. */
  readonly model: Omit<StateModel, 'channels'>
  /** 1 where a row was left out of the fit. */
  readonly bad: Uint8Array
  readonly outOfFold: Evidence
  /** Of each channel: peaks of the rows out of fold, descending, and their median. */
  readonly peaks: readonly Float64Array[]
  readonly usual: readonly number[]
  /** Evidence of all training rows, those that were left out too. */
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

interface Residuals {
  readonly residuals: Columns
  readonly expected: Columns
  readonly deviations: Columns
}

/** What a relation leaves of rows, in its own scales. A missing value has no residual. */
export function residualsOf(x: Columns, day: Columns, { center, scale, means, weights }: Relation): Residuals {
  const z = shifted(beside(scaled(x, { center, scale }, SCORE_CLIP), day), means)
  const expected = times(z, weights, x.cols)
  const residuals = emptyColumns(x.rows, x.cols)
  for (let i = 0; i < residuals.values.length; i++) {
    residuals.values[i] = Number.isFinite(x.values[i]) ? z.values[i] - expected.values[i] : Number.NaN
    expected.values[i] += means[Math.floor(i / x.rows)]
  }
  return { residuals, expected, deviations: leading(z, x.cols) }
}

const rowsOf = (span: Span): Int32Array => Int32Array.from({ length: span.end - span.begin }, (_, i) => span.begin + i)

/** Each block by relations fitted without it and its neighbourhood, in the scales of the whole. */
function outOfFold(lesson: Lesson, bad: Uint8Array, whole: Scale, gap: number): Residuals {
  const { x, day } = lesson
  const out = [0, 1, 2].map(() => emptyColumns(x.rows, x.cols))
  for (const block of blocksOf(x.rows)) {
    const others = Int32Array.from(bad.keys()).filter((row) => !bad[row] && (row < Math.max(0, block.begin - gap) || row >= Math.min(x.rows, block.end + gap)))
    const relation = relationOf(lesson, others, whole)
    const rows = rowsOf(block)
    const own = residualsOf(takeRows(x, rows), takeRows(day, rows), relation)
    for (let col = 0; col < x.cols; col++) {
      const ratio = relation.scale[col] / whole.scale[col]
      for (const [k, from] of [own.residuals, own.deviations].entries()) {
        const to = column(out[k], col)
        column(from, col).forEach((value, i) => {
          to[block.begin + i] = value * ratio
        })
      }
      const to = column(out[2], col)
      column(own.expected, col).forEach((value, i) => {
        to[block.begin + i] = (value * relation.scale[col] + relation.center[col] - whole.center[col]) / whole.scale[col]
      })
    }
  }
  return { residuals: out[0], deviations: out[1], expected: out[2] }
}

/** Rows of `bad` as missing, or as `filling`. */
function without(x: Columns, bad: Uint8Array, filling = Number.NaN): Columns {
  return { ...x, values: x.values.map((value, i) => (bad[i % x.rows] ? filling : value)) }
}

/** Every so many rows of a window's means: neighbours are one observation. */
const strided = (values: Float64Array, every: number, skipped?: Span): Float64Array => {
  const out: number[] = []
  for (let row = 0; row < values.length; row += every) if (!skipped || row < skipped.begin || row >= skipped.end) out.push(values[row])
  return Float64Array.from(out)
}

/** Inverse covariance, with a thousandth on its diagonal. */
function precisionOf(deviations: Columns): Float64Array {
  const complete = Int32Array.from({ length: deviations.rows }, (_, row) => row).filter((row) => {
    for (let col = 0; col < deviations.cols; col++) if (!Number.isFinite(deviations.values[col * deviations.rows + row])) return false
    return true
  })
  const { cols } = deviations
  const taken = complete.length > cols + 2 ? takeRows(deviations, complete) : { ...deviations, values: deviations.values.map((value) => value || 0) }
  const z = shifted({ ...taken, values: taken.values.slice() }, meansOf(taken))
  const covariance = gramOf(z).map((sum) => sum / (z.rows - 1))
  for (let col = 0; col < cols; col++) covariance[col * cols + col] += PENALTY
  return inverse(covariance, cols)
}

/** What means over one window do by themselves, and each block's spread by the other blocks. */
function windowOf(window: number, residuals: Columns, deviations: Columns, goodRows: number, blocks: readonly Span[]): { known: WindowModel; factors: Float64Array[] } {
  const means = trailingMeans(residuals, window)
  const every = Math.max(1, Math.floor(window / 8))
  const cols = Array.from({ length: means.cols }, (_, col) => column(means, col))
  const spread = Float64Array.from(cols, (values) => spreadOf(strided(values, every)))
  const apart = trailingMeans(deviations, window)
  const range = (pick: (a: number, b: number) => number, none: number): Float64Array =>
    Float64Array.from({ length: apart.cols }, (_, col) => {
      const found = column(apart, col).reduce((most, value) => (Number.isFinite(value) ? pick(most, value) : most), none)
      return Number.isFinite(found) ? found : 0
    })
  const known = {
    rows: window,
    spread,
    independent: Float64Array.from(cols, (values) => Math.max(3, goodRows / Math.max(1, correlationTime(values)))),
    precision: precisionOf(apart),
    low: range(Math.min, Number.POSITIVE_INFINITY),
    high: range(Math.max, Number.NEGATIVE_INFINITY),
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
  const z = { ...deviations, values: deviations.values.map((value) => value || 0) }
  const covariance = gramOf(shifted(z, meansOf(z)))
  const { cols } = z
  const out: StateModel['partners'][number][] = []
  for (let own = 0; own < cols; own++)
    for (let other = 0; other < cols; other++) {
      const r = covariance[own * cols + other] / Math.sqrt(covariance[own * cols + own] * covariance[other * cols + other])
      if (own !== other && Math.abs(r) >= 0.9) out.push({ column: own, other, sign: r > 0 ? 1 : -1 })
    }
  return out
}

function rangeOf(x: Columns, bad: Uint8Array, pick: (a: number, b: number) => number, none: number): Float64Array {
  return Float64Array.from({ length: x.cols }, (_, col) =>
    column(x, col).reduce((most, value, row) => (Number.isFinite(value) && !bad[row] ? pick(most, value) : most), none),
  )
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
  const offset = Float64Array.from({ length: x.cols }, (_, col) => medianIn(column(residuals, col)) || 0)
  const fast = centred(residuals, offset)
  const slow = centred(residuals, offset, Float64Array.from({ length: x.cols }, (_, col) => spreadOf(column(fast, col))))
  const windows = sizes.map((window) => windowOf(window, window <= ROW_WINDOW ? fast : slow, kept, good.length, blocks))
  const model = {
    state,
    trainRows: x.rows,
    ...relation,
    curves,
    offset,
    windows: windows.map(({ known }) => known),
    least: rangeOf(x, bad, Math.min, Number.POSITIVE_INFINITY),
    greatest: rangeOf(x, bad, Math.max, Number.NEGATIVE_INFINITY),
    ...(!view.long && x.cols >= 3 && { pace: paceOf(kept, bad) }),
    partners: partnersOf(kept),
  }
  const byFold: Folds = { blocks, factors: windows.map(({ factors }) => factors) }
  const from = { from: 0, clock: 0 }
  const held = evidenceOf(model, { residuals, deviations: without(folds.deviations, bad, 0), ...from }, view, byFold)
  return {
    model,
    bad,
    outOfFold: held,
    peaks: held.channels.map(({ values, window }) => peaksOf(values, Math.floor(Math.max(2 * window, 2 * correlationTime(values), 1)))),
    usual: held.channels.map(({ values }) => medianIn(values)),
    all: evidenceOf(model, { residuals: whole, deviations, ...from }, view, byFold),
  }
}

export const noLevels = ({ outOfFold, usual }: LearnedState): Channel[] =>
  outOfFold.channels.map(({ kind, window }, i) => ({ kind, window, level: Number.NaN, usual: usual[i], share: 0 }))
