// First-order autoregression of each sensor about its centre: what the last value says about this one.
//
//   centre μ     median of the training values
//   φ            Σ(x_t − μ)(x_{t−1} − μ) / Σ(x_{t−1} − μ)² over the pairs of rows that are both observed; 0 where the
//                mean of those squares is below 1e-8; clamped to ±0.999
//   residual     r_t = (x_t − μ) − φ·(x_{t−1} − μ); the first row is its own predecessor
//   scale        1.4826 · median |r − median r| of the training residuals, at least 1e-6
//   contribution |r_t| / scale; a row's score is its mean over the observed sensors
//
// Cost        fit: about three selections (9 · rows steps) and three passes a column; score: one pass
// Error       φ: (BLOCK + rows/BLOCK) · 2⁻⁵³ · Σ|products| / Σ squares; everything else is a few roundings
// Missing     a missing value has no residual and no contribution; a missing predecessor counts as μ; a sensor that
//             was never observed in training has a NaN model and takes no part; a row without any contribution is NaN
//
// Fitting shares columns. Scoring puts two rows in the lanes and shares tiles of rows; a row's sum always runs over
// its columns in order.

import { isObserved, LARGEST_FINITE, observedMask } from '../lib/column/observed'
import { medianOf } from '../lib/order/select'
import { rank, shareBegin, shareEnd } from '../lib/team'
import { powerOfTwoFor } from '../lib/vectors'

/** Rows whose products are added up before they join the total. */
const BLOCK: i32 = 256
/** Rows of one tile of scores. */
const TILE: i32 = 512
const MIN_VARIANCE: f64 = 1e-8
const MAX_PHI: f64 = 0.999
const MIN_SCALE: f64 = 1e-6
/** Of a normal distribution: standard deviation over median absolute deviation, 1/Φ⁻¹(3/4). */
const NORMAL_MAD: f64 = 1.4826

@inline function at(values: usize, i: i32): f64 { return load<f64>(values + (<usize>i << 3)) }
@inline function put(values: usize, i: i32, value: f64): void { store<f64>(values + (<usize>i << 3), value) }

/** x_t − μ, or 0 for a missing value. */
@inline function deviationAt(column: usize, t: i32, center: f64): f64 {
  const deviation = at(column, t) - center
  return isObserved(deviation) ? deviation : 0
}

function largestDeviation(column: usize, rows: i32, center: f64): f64 {
  let largest: f64 = 0
  for (let t = 0; t < rows; t++) largest = max(largest, abs(deviationAt(column, t, center)))
  return largest
}

/** φ of one column, from deviations scaled so that no square overflows. */
function slopeOnPredecessor(column: usize, rows: i32, center: f64): f64 {
  const scale = powerOfTwoFor(largestDeviation(column, rows, center))
  let products: f64 = 0, squares: f64 = 0, pairs = 0
  for (let begin = 1; begin < rows; begin += BLOCK) {
    let blockProducts: f64 = 0, blockSquares: f64 = 0
    for (let t = begin, end = min(begin + BLOCK, rows); t < end; t++) {
      const current = at(column, t) - center, previous = at(column, t - 1) - center
      if (!isObserved(current) || !isObserved(previous)) continue
      blockProducts += (current * scale) * (previous * scale)
      blockSquares += (previous * scale) * (previous * scale)
      pairs++
    }
    products += blockProducts
    squares += blockSquares
  }
  if (!(squares / pairs / scale / scale >= MIN_VARIANCE)) return 0
  return max(min(products / squares, MAX_PHI), -MAX_PHI)
}

/** Scale of the residuals, which it gathers in `buffer`. */
function residualScale(column: usize, rows: i32, center: f64, phi: f64, buffer: usize): f64 {
  let count = 0
  for (let t = 0; t < rows; t++) {
    const current = at(column, t) - center
    if (!isObserved(current)) continue
    const residual = current - phi * deviationAt(column, max(t - 1, 0), center)
    put(buffer, count++, min(max(residual, -LARGEST_FINITE), LARGEST_FINITE))
  }
  const middle = medianOf(buffer, count)
  for (let i = 0; i < count; i++) put(buffer, i, min(abs(at(buffer, i) - middle), LARGEST_FINITE))
  return max(NORMAL_MAD * medianOf(buffer, count), MIN_SCALE)
}

/** Bytes: one column a member. */
export function ar1FitScratch(teamSize: i32, rows: i32, cols: i32): f64 { return 8 * <f64>teamSize * rows }

/** x rows × cols → center, phi, scale, one each a column. */
export function ar1Fit(team: usize, x: usize, rows: i32, cols: i32, center: usize, phi: usize, scale: usize, scratch: usize): void {
  const buffer = scratch + ((<usize>rank(team) * rows) << 3)
  for (let c = shareBegin(team, cols), end = shareEnd(team, cols); c < end; c++) {
    const column = x + ((<usize>c * rows) << 3)
    let observed = 0
    for (let t = 0; t < rows; t++) if (isObserved(at(column, t))) put(buffer, observed++, at(column, t))
    const middle = observed ? medianOf(buffer, observed) : NaN
    const slope = observed ? slopeOnPredecessor(column, rows, middle) : NaN
    put(center, c, middle)
    put(phi, c, slope)
    put(scale, c, observed ? residualScale(column, rows, middle, slope, buffer) : NaN)
  }
}

/** |r|/scale of two rows of a sensor, NaN where the current value is missing. */
@inline function contributions(current: v128, previous: v128, center: v128, phi: v128, scale: v128): v128 {
  const deviation = f64x2.sub(current, center), before = f64x2.sub(previous, center)
  const residual = f64x2.sub(deviation, f64x2.mul(phi, v128.and(before, observedMask(before))))
  return v128.bitselect(f64x2.div(f64x2.abs(residual), scale), f64x2.splat(NaN), observedMask(deviation))
}

@inline function isModelled(center: f64, phi: f64, scale: f64): bool {
  return isObserved(center) && isObserved(phi) && scale > 0 && isObserved(scale)
}

/** Adds what is not NaN to the sums, and 1 for each to the counts. */
@inline function addObserved(values: v128, sums: usize, counts: usize): void {
  const mask = f64x2.eq(values, values)
  v128.store(sums, f64x2.add(v128.load(sums), v128.and(values, mask)))
  v128.store(counts, f64x2.add(v128.load(counts), v128.and(f64x2.splat(1), mask)))
}

/** Adds one sensor's contributions of rows begin … end to the tile's sums and counts. */
function addSensor(column: usize, begin: i32, end: i32, center: f64, phi: f64, scale: f64, sums: usize, counts: usize): void {
  const centers = f64x2.splat(center), phis = f64x2.splat(phi), scales = f64x2.splat(scale)
  let current = column + (<usize>begin << 3)
  const last = column + (<usize>end << 3)
  if (begin == 0) {
    // The first row is its own predecessor; its lane neighbour is the second row, whose predecessor it is.
    const first = v128.load64_splat(current)
    const pair = end > 1 ? v128.load(current) : first
    addObserved(contributions(pair, first, centers, phis, scales), sums, counts)
    current += 16; sums += 16; counts += 16
  }
  for (; current + 16 <= last; current += 16, sums += 16, counts += 16)
    addObserved(contributions(v128.load(current), v128.load(current - 8), centers, phis, scales), sums, counts)
  if (current < last) addObserved(contributions(v128.load64_splat(current), v128.load64_splat(current - 8), centers, phis, scales), sums, counts)
}

/** Bytes: sums and counts of one tile a member. */
export function ar1ScoreScratch(teamSize: i32, rows: i32, cols: i32, centers: i32, phis: i32, scales: i32): f64 {
  return 16 * <f64>teamSize * TILE
}

/** x rows × cols and the model → out rows: the mean contribution of the observed sensors. */
export function ar1Score(team: usize, x: usize, rows: i32, cols: i32, center: usize, centers: i32, phi: usize, phis: i32, scale: usize, scales: i32,
  out: usize, scratch: usize): void {
  const sums = scratch + ((<usize>rank(team) * TILE) << 4)
  const counts = sums + (<usize>TILE << 3)
  const tiles = (rows + TILE - 1) / TILE
  for (let tile = shareBegin(team, tiles), last = shareEnd(team, tiles); tile < last; tile++) {
    const begin = tile * TILE
    const end = min(begin + TILE, rows)
    memory.fill(sums, 0, <usize>TILE << 4)
    for (let c = 0; c < cols; c++)
      if (isModelled(at(center, c), at(phi, c), at(scale, c)))
        addSensor(x + ((<usize>c * rows) << 3), begin, end, at(center, c), at(phi, c), at(scale, c), sums, counts)
    for (let r = begin; r < end; r++) put(out, r, at(counts, r - begin) > 0 ? at(sums, r - begin) / at(counts, r - begin) : NaN)
  }
}

function writeSensor(column: usize, begin: i32, end: i32, center: f64, phi: f64, scale: f64, out: usize): void {
  const centers = f64x2.splat(center), phis = f64x2.splat(phi), scales = f64x2.splat(scale)
  let r = begin
  if (r == 0) {
    const first = v128.load64_splat(column)
    put(out, r++, f64x2.extract_lane(contributions(first, first, centers, phis, scales), 0))
  }
  for (; r + 2 <= end; r += 2) {
    const current = column + (<usize>r << 3)
    v128.store(out + (<usize>r << 3), contributions(v128.load(current), v128.load(current - 8), centers, phis, scales))
  }
  if (r == end) return
  const current = column + (<usize>r << 3)
  put(out, r, f64x2.extract_lane(contributions(v128.load64_splat(current), v128.load64_splat(current - 8), centers, phis, scales), 0))
}

/** x rows × cols and the model → out rows × cols: |r|/scale, NaN where the value is missing. */
export function ar1Contributions(team: usize, x: usize, rows: i32, cols: i32, center: usize, centers: i32, phi: usize, phis: i32, scale: usize,
  scales: i32, out: usize): void {
  const tiles = (rows + TILE - 1) / TILE
  for (let item = shareBegin(team, tiles * cols), last = shareEnd(team, tiles * cols); item < last; item++) {
    const c = item / tiles
    const begin = (item % tiles) * TILE
    const end = min(begin + TILE, rows)
    const offset = (<usize>c * rows) << 3
    if (isModelled(at(center, c), at(phi, c), at(scale, c))) writeSensor(x + offset, begin, end, at(center, c), at(phi, c), at(scale, c), out + offset)
    else for (let r = begin; r < end; r++) put(out + offset, r, NaN)
  }
}
