// Training rows that hold faults: stretches that left what most do, and were otherwise than the same sensor under like conditions of the others. The second half
// matters: by the first alone a turbine's rare high loads went too, a seventh of its training.

import { type Columns, column, emptyColumns, takeRows } from '../../columns.ts'
import { times } from '../../linear.ts'
import { quantileOf } from '../../quantile.ts'
import { deviationOf, madIn, medianIn, quantileIn, selectInPlace } from '../../select.ts'
import { runsOf, trailingMeans } from '../../windows.ts'
import { meansOf, ridge, scaled, scaleOf, shifted } from './relations.ts'

const ROUNDS = 4
const MOST_LEFT_OUT = 0.3
const WINDOWS = [1, 16]
/** What an event may do to the fit: deviations enter it within ±8. */
const FIT_CLIP = 8
const SCORE_CLIP = 50
const BINS = 10
const NEAREST = 10
const SAMPLE = 2000
/** Times the usual distance of neighbours: further ones say nothing. */
const FAR = 25

const flagged = (flags: Uint8Array, flag: number): Int32Array => Int32Array.from(flags.keys()).filter((row) => flags[row] === flag)

/** The values of some rows. */
function picked(values: Float64Array, rows: Int32Array): Float64Array {
  const out = new Float64Array(rows.length)
  for (let i = 0; i < out.length; i++) out[i] = values[rows[i]]
  return out
}

/** Number of values of an ascending list below one. */
function place(sorted: readonly number[], value: number): number {
  let at = 0
  while (at < sorted.length && sorted[at] < value) at++
  return at
}

/** One column's residuals less their median, over their MAD, among rows of like expectation: a load's own noise and curve is no fault. */
function byExpectation(residual: Float64Array, expected: Float64Array, good: Int32Array): Float64Array {
  const own = picked(residual, good)
  const sorted = picked(expected, good).sort()
  const borders = Array.from({ length: BINS - 1 }, (_, i) => quantileOf(sorted, (i + 1) / BINS))
  const bins = new Uint8Array(expected.length)
  for (let row = 0; row < bins.length; row++) bins[row] = place(borders, expected[row])
  const whole = Math.max(madIn(own), 0.1 * deviationOf(own), 1e-9)
  const rules = Array.from({ length: BINS }, (_, bin) => {
    const inside = picked(
      residual,
      good.filter((row) => bins[row] === bin),
    )
    if (inside.length < 20) return { center: 0, scale: whole }
    const center = medianIn(inside)
    return { center, scale: Math.max(madIn(inside, center), 0.5 * whole) }
  })
  const out = new Float64Array(residual.length)
  for (let row = 0; row < out.length; row++) out[row] = (residual[row] - rules[bins[row]].center) / rules[bins[row]].scale
  return out
}

/** Clipped deviations of some rows laid out row by row, all columns of each. */
interface Sample {
  readonly rows: Int32Array
  readonly values: Float64Array
  readonly cols: number
}

function sampleOf(z: Columns, rows: Int32Array): Sample {
  const values = new Float64Array(rows.length * z.cols)
  for (let col = 0; col < z.cols; col++) {
    const own = column(z, col)
    for (let i = 0; i < rows.length; i++) values[i * z.cols + col] = Math.min(Math.max(own[rows[i]], -FIT_CLIP), FIT_CLIP)
  }
  return { rows, values, cols: z.cols }
}

/** Sum of squares of what two rows of a sample lie apart in some columns. */
function apartIn({ values, cols }: Sample, i: number, other: Sample, j: number, columns: ArrayLike<number>): number {
  let sum = 0
  for (let k = 0; k < columns.length; k++) {
    const apart = values[i * cols + columns[k]] - other.values[j * cols + columns[k]]
    sum += apart * apart
  }
  return sum
}

const columnsWhere = (quantities: readonly number[], holds: (quantity: number) => boolean): Int32Array =>
  Int32Array.from(quantities.keys()).filter((col) => holds(quantities[col]))

/**
 * Of each column: the median over a hundred rows of the mean square distance, in the columns of other quantities, to the tenth nearest of two thousand. All columns'
 * squares are summed once, and a column's own quantity taken off: 50 columns by themselves took 50 times as long.
 */
function usualDistances(z: Columns, good: Int32Array, quantities: readonly number[]): (col: number) => number {
  const every = Math.max(1, Math.floor(good.length / SAMPLE))
  const all = sampleOf(
    z,
    good.filter((_, i) => i % every === 0),
  )
  const count = all.rows.length
  const step = Math.max(1, Math.floor(count / 100))
  const origins = Array.from({ length: Math.ceil(count / step) }, (_, i) => i * step)
  const whole = columnsWhere(quantities, () => true)
  const sums = origins.map((i) => {
    const out = new Float64Array(count)
    for (let j = 0; j < count; j++) out[j] = apartIn(all, i, all, j, whole)
    return out
  })
  const known = new Map<number, number>()
  const usualOf = (col: number): number => {
    const own = columnsWhere(quantities, (quantity) => quantity === quantities[col])
    const width = quantities.length - own.length
    if (width === 0) return 1
    const apart = new Float64Array(count)
    const near = origins.map((i, at) => {
      // Float64Array.from with a function: 4.8 s of a training of 6,000 × 50, the loop 0.1 (measured).
      for (let j = 0; j < count; j++) apart[j] = (sums[at][j] - apartIn(all, i, all, j, own)) / width
      return selectInPlace(apart, NEAREST)
    })
    return Math.max(quantileIn(Float64Array.from(near), 0.5), 1e-4)
  }
  return (col) => {
    const found = known.get(col) ?? usualOf(col)
    known.set(col, found)
    return found
  }
}

interface Near {
  readonly row: number
  readonly distance: number
}

/** The ten rows of a pool that are nearest to a row, the nearest first; of equals the first. */
function nearestOf(one: Sample, pool: Sample, taken: (row: number) => boolean, columns: Int32Array): Near[] {
  const near: Near[] = []
  for (let j = 0; j < pool.rows.length; j++) {
    if (!taken(pool.rows[j])) continue
    const distance = apartIn(one, 0, pool, j, columns) / columns.length
    if (near.length === NEAREST && !(distance < near[NEAREST - 1].distance)) continue
    let at = near.length
    while (at > 0 && distance < near[at - 1].distance) at--
    near.splice(at, 0, { row: pool.rows[j], distance })
    if (near.length > NEAREST) near.pop()
  }
  return near
}

interface Suspect {
  readonly begin: number
  readonly end: number
  readonly window: number
}

/** What a suspect stretch of a column is held against. */
interface Pool {
  readonly z: Columns
  readonly sample: Sample
  readonly bad: Uint8Array
}

/** Was the stretch otherwise than what the column did at other times under like conditions of the others? By five of its rows. */
function isOtherwise({ z, sample, bad }: Pool, residual: Float64Array, cols: Int32Array, usual: number, { begin, end, window }: Suspect): boolean {
  if (cols.length === 0) return true
  const at = [...new Set(Array.from({ length: 5 }, (_, i) => (i === 4 ? end - 1 : Math.trunc(begin + (i * (end - 1 - begin)) / 4))))]
  const away = 4 * window + (end - begin)
  const taken = (row: number): boolean => !bad[row] && (row < begin - away || row > end + away)
  if (sample.rows.reduce((count, row) => count + Number(taken(row)), 0) < 100) return false
  const votes = at.filter((row) => {
    const near = nearestOf(sampleOf(z, Int32Array.of(row)), sample, taken, cols)
    const theirs = Float64Array.from(near, (one) => residual[one.row])
    const center = medianIn(theirs)
    const apart = Math.abs(residual[row] - center)
    const far = quantileIn(
      Float64Array.from(near, ({ distance }) => distance),
      0.5,
    )
    return far <= FAR * usual && apart > 0.7 * Math.abs(residual[row]) && apart > 4 * madIn(theirs, center)
  })
  return votes.length * 2 > at.length
}

/** |mean over the window| less its median, in MADs. */
function standardized(values: Float64Array, good: Int32Array): Float64Array {
  const own = picked(values, good)
  const center = medianIn(own)
  const unit = Math.max(madIn(own, center) || 0, 1e-9)
  const out = new Float64Array(values.length)
  for (let row = 0; row < out.length; row++) out[row] = Math.abs(values[row] - center) / unit || 0
  return out
}

function largest(values: Float64Array, begin: number, end: number): number {
  let most = values[begin]
  for (let row = begin + 1; row < end; row++) if (values[row] > most) most = values[row]
  return most
}

/** Where a column's score says that a stretch left what most do: its declustered peaks by 2.5 times their 0.8 quantile, at least. */
function cutFor(score: Float64Array, window: number): number {
  const size = Math.max(2 * window, 8)
  const peaks = Float64Array.from({ length: Math.floor(score.length / size) }, (_, i) => largest(score, i * size, (i + 1) * size))
  return Math.max(window > 1 ? 8 : 10, 2.5 * quantileIn(peaks, 0.8))
}

/** One round: the rows left out before and those that leave now. */
function oneRound(x: Columns, quantities: readonly number[], bad: Uint8Array): Uint8Array {
  const good = flagged(bad, 0)
  const kept = takeRows(x, good)
  const { center, scale: wide } = scaleOf(kept)
  const scale = wide.map((value, col) => {
    const spread = madIn(column(kept, col), center[col])
    return spread > 0.1 * value ? spread : value
  })
  const fit = scaled(kept, { center, scale }, FIT_CLIP)
  const means = meansOf(fit)
  const weights = ridge(shifted(fit, means), 1e-3 * good.length, quantities)
  const z = scaled(x, { center, scale }, SCORE_CLIP)
  const apart = shifted({ ...z, values: z.values.slice() }, means)
  const expected = times(apart, weights, x.cols)
  const next = bad.slice()
  const step = Math.max(1, Math.floor(x.rows / SAMPLE))
  const pool: Pool = {
    z,
    sample: sampleOf(
      z,
      Int32Array.from({ length: Math.ceil(x.rows / step) }, (_, i) => i * step),
    ),
    bad,
  }
  let usual: ((col: number) => number) | undefined
  const residuals = Array.from({ length: x.cols }, (_, col) => difference(column(apart, col), column(expected, col)))
  const even = residuals.map((residual, col) => byExpectation(residual, column(expected, col), good))
  for (const window of WINDOWS) {
    if (window > Math.floor(x.rows / 40)) continue
    for (let col = 0; col < x.cols; col++) {
      const means = emptyColumns(x.rows, 1)
      means.values.set(even[col])
      const score = standardized(trailingMeans(means, window).values, good)
      const cut = cutFor(score, window)
      if (!(largest(score, 0, score.length) > cut)) continue
      const others = columnsWhere(quantities, (quantity) => quantity !== quantities[col])
      usual ??= usualDistances(z, good, quantities)
      const near = usual(col)
      for (const { begin, end } of runsOf(score.length, (row) => score[row] > cut / 2)) {
        if (!score.subarray(begin, end).some((value) => value > cut) || next.subarray(begin, end).every(Boolean)) continue
        if (isOtherwise(pool, residuals[col], others, near, { begin, end, window })) next.fill(1, Math.max(0, begin - window + 1), end)
      }
    }
  }
  return next
}

function difference(a: Float64Array, b: Float64Array): Float64Array {
  const out = new Float64Array(a.length)
  for (let row = 0; row < out.length; row++) out[row] = a[row] - b[row]
  return out
}

const shareOf = (flags: Uint8Array): number => flags.reduce((sum, flag) => sum + flag, 0) / flags.length

/**
 * 1 for rows of a state's training that are not to be learned from. At most 30 %; where more would go, those of the round before. Cost: at most four ridge fits and
 * two passes each, and for each suspect stretch five rows against two thousand.
 */
export function unlikeRows(x: Columns, quantities: readonly number[]): Uint8Array {
  let bad: Uint8Array = new Uint8Array(x.rows)
  for (let round = 0; round < ROUNDS; round++) {
    const next = oneRound(x, quantities, bad)
    if (shareOf(next) > MOST_LEFT_OUT) return bad
    if (next.every((flag, row) => flag === bad[row])) break
    bad = next
  }
  return bad
}
