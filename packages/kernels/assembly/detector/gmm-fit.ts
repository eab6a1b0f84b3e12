// A mixture of Gaussians by expectation and maximisation, with as many components as Schwarz's criterion wants.
//
//   z            (x − mean)/spread
//   start        k-means (lib/cluster/lloyd): each row belongs to its nearest centre
//   E            shares e^ℓ_c/Σ e^ℓ of each row (lib/cluster/mixture)
//   M            weights N_c/N, means μ + Σ share·d/N_c, covariances Σ share·d·dᵀ/N_c about the new mean, + regularization on the diagonal; what is
//                off the diagonal is multiplied by 1 − shrinkage
//   end          when the mean log likelihood changes by less than tolerance, or after maxIterations
//   bic          −2·Σ log Σ e^ℓ + parameters·log N, for each number of components; the least wins
//
// Reference   sklearn.mixture.GaussianMixture on standardised rows (shrinkage 0 is 'full', 1 is 'diag'), whose bic takes the units of x in
// Source      Dempster, Laird and Rubin (1977); Schwarz, "Estimating the dimension of a model", Ann. Statist. 6 (1978)
// Cost        components · iterations · 3/2 · rows · cols² multiply-adds
// Error       about cols · 2⁻⁵³ times the condition of the covariances
// Missing     counts as the mean of whichever component is asked; a row without any value takes no part
//
// One pass over the rows does E and M: what a row adds to the next M is known as soon as its shares are. Sums are per part of the rows, 16 of
// them whatever the team, and joined in order.

import { BLOCK, blocksOf, blockStride, Cloud, labelAt, setLabel } from '../lib/cluster/cloud'
import { blockedMean, rootMeanSquare, writeDeviations } from '../lib/column/deviations'
import { lloyd, OWN_NUMBERS, Run, seedCenters, trialsOf } from '../lib/cluster/lloyd'
import { allLogDensities, deviate, factorOf, hasRow, logSum, meanOf, Mixture, mixtureTileBytes, setBases, standardiseTile } from '../lib/cluster/mixture'
import { isObserved } from '../lib/column/observed'
import { barrier, rank, shareBegin, shareEnd } from '../lib/team'
import { TILE_COLUMN, TILE_ROWS, tileColumn } from '../lib/matrix/tile-product'
import { cell, divideBy, fillVector } from '../lib/vectors'

/** Parts of the rows whose sums are kept apart. */
const PARTS: i32 = 16
const START_ITERATIONS: i32 = 50
const START_TOLERANCE: f64 = 1e-4
/** Rows' worth of weight below which a component is gone. */
const LEAST_WEIGHT: f64 = 1e-6

@inline function at(values: usize, i: i32): f64 { return load<f64>(values + (<usize>i << 3)) }
@inline function put(values: usize, i: i32, value: f64): void { store<f64>(values + (<usize>i << 3), value) }
@inline function tilesOf(rows: i32): i32 { return (rows + TILE_ROWS - 1) / TILE_ROWS }
@inline function round16(bytes: usize): usize { return (bytes + 15) & ~15 }

/** Of a component in a part: N, Σ share·d, Σ share·d·dᵀ (upper triangle by columns); before the components of a part: log likelihood, rows. */
@inline function componentStride(cols: i32): i32 { return 1 + cols + cols * cols }
@inline function partStride(cols: i32, k: i32): i32 { return 2 + k * componentStride(cols) }

/** Of one call; each member has a record of its own, to the same memory. */
@unmanaged
class Fit {
  x: usize
  rows: i32
  center: usize
  spread: usize
  mixture: Mixture
  cloud: Cloud
  run: Run
  sums: usize
  /** Of this member: z, d, y, ℓ, and a column more. */
  tile: usize
  shrinkage: f64
  regularization: f64
}

/** Bytes of the numbers shared by the team for up to k components. */
function sharedBytes(rows: i32, cols: i32, k: i32): usize {
  const trials = <usize>trialsOf(k), blocks = <usize>blocksOf(rows), r = <usize>rows, c = <usize>cols, n = <usize>k
  const cloud = r * c + 8 + 2 * r + n * c + blocks * <usize>blockStride(k, cols) + trials * r + (trials + 1) * blocks + trials + n
  const mixture = n * (3 + c + c * c)
  return round16((cloud + mixture + <usize>PARTS * <usize>partStride(cols, k)) << 3)
}
/** Bytes of a member: records, parts of a cloud, what lib/cluster/lloyd wants, a tile's z and work. */
function memberBytes(cols: i32, k: i32): usize {
  return round16(384 + (<usize>k << 5) + OWN_NUMBERS + ((<usize>cols + 1) << 4) + <usize>cols * TILE_COLUMN + <usize>mixtureTileBytes(cols, k))
}

export function gmmFitScratch(teamSize: i32, rows: i32, cols: i32, minComponents: i32, maxComponents: i32, shrinkage: f64, regularization: f64,
  maxIterations: i32, tolerance: f64, seed: i32): f64 {
  const k = <f64>maxComponents, c = <f64>cols
  // In f64 first: a size that does not fit 32 bits must be seen to be one.
  const bytes = 8 * (<f64>rows * (c + 8 + trialsOf(maxComponents)) + k * c * c * (1 + PARTS) + PARTS * k * (c + 1))
  return bytes > 4e9 ? bytes : <f64>sharedBytes(rows, cols, maxComponents) + <f64>teamSize * <f64>memberBytes(cols, maxComponents)
}

/** Points the records of this member into scratch, for k components. */
function lay(fit: Fit, scratch: usize, own: usize, rows: i32, cols: i32, k: i32): void {
  const cloud = fit.cloud, run = fit.run, mixture = fit.mixture
  const trials = <usize>trialsOf(k), blocks = <usize>blocksOf(rows), r = <usize>rows, c = <usize>cols, n = <usize>k
  cloud.rows = rows; cloud.cols = cols; cloud.k = k
  mixture.cols = cols; mixture.k = k
  cloud.z = scratch
  cloud.labels = cloud.z + ((r * c + 8) << 3)
  cloud.distances = cloud.labels + (r << 3)
  cloud.centers = cloud.distances + (r << 3)
  cloud.blockSums = cloud.centers + ((n * c) << 3)
  run.trials = cloud.blockSums + ((blocks * <usize>blockStride(k, cols)) << 3)
  run.potentials = run.trials + ((trials * r) << 3)
  run.candidates = run.potentials + (((trials + 1) * blocks) << 3)
  run.shifts = run.candidates + (trials << 3)
  mixture.weights = run.shifts + (n << 3)
  mixture.logDeterminants = mixture.weights + (n << 3)
  mixture.bases = mixture.logDeterminants + (n << 3)
  mixture.means = mixture.bases + (n << 3)
  mixture.factors = mixture.means + ((n * c) << 3)
  fit.sums = mixture.factors + ((n * c * c) << 3)
  cloud.parts = own + 384
  run.own = cloud.parts + (n << 5)
  fit.tile = round16(run.own + OWN_NUMBERS + ((c + 1) << 4))
}

/** Mean and spread of this member's columns, and the cloud's z; a sensor that does not vary has a spread of 0. */
function standardise(team: usize, fit: Fit): void {
  const rows = fit.rows, cols = fit.cloud.cols
  for (let j = shareBegin(team, cols), end = shareEnd(team, cols); j < end; j++) {
    const column = cell(fit.x, rows, 0, j), z = cell(fit.cloud.z, rows, 0, j)
    const center = blockedMean(column, rows), seen = writeDeviations(column, rows, center, z)
    const spread = rootMeanSquare(z, rows, <f64>max(seen, 1))
    const varies = spread > 0 && isObserved(spread)
    put(fit.center, j, center)
    put(fit.spread, j, varies ? spread : 0)
    if (varies) divideBy(z, spread, rows)
    else fillVector(z, 0, rows)
  }
}

/** Labels of rows that have a value: 0, else −1; of this member's rows. */
function markRows(team: usize, fit: Fit): void {
  const rows = fit.rows, cols = fit.cloud.cols
  for (let r = shareBegin(team, rows), end = shareEnd(team, rows); r < end; r++) {
    let seen = false
    for (let j = 0; j < cols; j++) seen = seen || isObserved((at(fit.x, j * rows + r) - at(fit.center, j)) / at(fit.spread, j))
    setLabel(fit.cloud, r, seen ? 0 : -1)
  }
}

/** Σ a·b and Σ a·c over a tile's column. */
@inline function twoDots(a: usize, b: usize, c: usize, out: usize): void {
  let first = f64x2.splat(0), second = first
  for (let r: usize = 0; r < TILE_COLUMN; r += 16) {
    const value = v128.load(a + r)
    first = f64x2.add(first, f64x2.mul(value, v128.load(b + r)))
    second = f64x2.add(second, f64x2.mul(value, v128.load(c + r)))
  }
  store<f64>(out, f64x2.extract_lane(first, 0) + f64x2.extract_lane(first, 1))
  store<f64>(out, f64x2.extract_lane(second, 0) + f64x2.extract_lane(second, 1), 8)
}

/** Adds what a tile's rows with these shares say of a component; `two` has room for two numbers. */
function addComponent(fit: Fit, c: i32, z: usize, d: usize, weighted: usize, shares: usize, sums: usize, two: usize): void {
  const cols = fit.mixture.cols, totals = sums + 8, squares = totals + (<usize>cols << 3)
  deviate(fit.mixture, c, z, d)
  let weight: f64 = 0
  for (let r = 0; r < TILE_ROWS; r++) weight += at(shares, r)
  put(sums, 0, at(sums, 0) + weight)
  for (let j = 0; j < cols; j++) {
    const own = tileColumn(weighted, j), from = tileColumn(d, j)
    let total = f64x2.splat(0)
    for (let r: usize = 0; r < TILE_COLUMN; r += 16) {
      const value = f64x2.mul(v128.load(shares + r), v128.load(from + r))
      v128.store(own + r, value)
      total = f64x2.add(total, value)
    }
    put(totals, j, at(totals, j) + (f64x2.extract_lane(total, 0) + f64x2.extract_lane(total, 1)))
    for (let i = 0; i <= j; i += 2) {
      const last = min(i + 1, j)
      twoDots(own, tileColumn(d, i), tileColumn(d, last), two)
      const to = cell(squares, cols, i, j)
      store<f64>(to, load<f64>(to) + at(two, 0))
      if (last > i) store<f64>(to, load<f64>(to, 8) + at(two, 1), 8)
    }
  }
}

/** The sums of this member's parts; shares are those of the mixture, or, at the start, whole ones by the cloud's labels. */
function pass(team: usize, fit: Fit, start: bool): void {
  const cols = fit.mixture.cols, k = fit.mixture.k, tiles = tilesOf(fit.rows)
  const z = fit.tile, d = tileColumn(z, cols), y = tileColumn(d, cols), joint = tileColumn(y, cols), two = tileColumn(joint, k)
  for (let part = shareBegin(team, PARTS), end = shareEnd(team, PARTS); part < end; part++) {
    const sums = fit.sums + (<usize>(part * partStride(cols, k)) << 3)
    fillVector(sums, 0, partStride(cols, k))
    for (let tile = <i32>((<i64>part * tiles) / PARTS), last = <i32>((<i64>(part + 1) * tiles) / PARTS); tile < last; tile++) {
      const begin = tile * TILE_ROWS, count = min(TILE_ROWS, fit.rows - begin)
      standardiseTile(fit.x, fit.rows, cols, begin, count, fit.center, fit.spread, z)
      if (!start) allLogDensities(fit.mixture, z, d, y, joint)
      for (let r = 0; r < TILE_ROWS; r++) shareRow(fit, start, begin + r, r, r < count && labelAt(fit.cloud, begin + r) >= 0, joint, sums)
      for (let c = 0; c < k; c++)
        addComponent(fit, c, z, d, y, tileColumn(joint, c), sums + (<usize>(2 + c * componentStride(cols)) << 3), two)
    }
  }
  barrier(team)
}

/** Shares of row r of a tile; none where it has no value. */
@inline function shareRow(fit: Fit, start: bool, row: i32, r: i32, seen: bool, joint: usize, sums: usize): void {
  if (seen && !start) {
    put(sums, 0, at(sums, 0) + logSum(fit.mixture, joint, r, true))
    put(sums, 1, at(sums, 1) + 1)
    return
  }
  for (let c = 0; c < fit.mixture.k; c++) put(tileColumn(joint, c), r, seen && labelAt(fit.cloud, row) == c ? 1 : 0)
  if (seen) put(sums, 1, at(sums, 1) + 1)
}

/** Entry `i` of the parts' sums, joined in order. */
@inline function joined(fit: Fit, i: i32): f64 {
  const stride = <usize>partStride(fit.mixture.cols, fit.mixture.k) << 3
  let sum: f64 = 0
  for (let part = 0; part < PARTS; part++) sum += load<f64>(fit.sums + <usize>part * stride + (<usize>i << 3))
  return sum
}

/** S, upper triangle in `factor`, → U of its inverse in its place; returns log|U|. S = Rᵀ·R by rows of R, U = R⁻¹. */
function invertFactor(factor: usize, n: i32): f64 {
  let logDeterminant: f64 = 0
  for (let j = 0; j < n; j++)
    for (let i = 0; i <= j; i++) {
      let value = load<f64>(cell(factor, n, i, j))
      for (let m = 0; m < i; m++) value -= load<f64>(cell(factor, n, m, i)) * load<f64>(cell(factor, n, m, j))
      store<f64>(cell(factor, n, i, j), i == j ? sqrt(value) : value / load<f64>(cell(factor, n, i, i)))
    }
  for (let j = 0; j < n; j++) {
    const pivot = load<f64>(cell(factor, n, j, j))
    logDeterminant -= Math.log(pivot)
    for (let i = 0; i < j; i++) {
      let sum: f64 = 0
      for (let m = i; m < j; m++) sum += load<f64>(cell(factor, n, i, m)) * load<f64>(cell(factor, n, m, j))
      store<f64>(cell(factor, n, i, j), -sum / pivot)
    }
    store<f64>(cell(factor, n, j, j), 1 / pivot)
  }
  return logDeterminant
}

/** The components of this member, from the sums. */
function maximise(team: usize, fit: Fit): void {
  const mixture = fit.mixture, cols = mixture.cols
  const count = joined(fit, 1)
  for (let c = shareBegin(team, mixture.k), end = shareEnd(team, mixture.k); c < end; c++) {
    const from = 2 + c * componentStride(cols), weight = joined(fit, from), mean = meanOf(mixture, c), factor = factorOf(mixture, c)
    put(mixture.weights, c, weight > LEAST_WEIGHT ? weight / count : 0)
    if (!(weight > LEAST_WEIGHT)) continue
    fillVector(factor, 0, cols * cols)
    for (let j = 0; j < cols; j++) {
      const stepJ = joined(fit, from + 1 + j) / weight
      for (let i = 0; i <= j; i++) {
        const stepI = joined(fit, from + 1 + i) / weight
        const value = joined(fit, from + 1 + cols + j * cols + i) / weight - stepI * stepJ
        store<f64>(cell(factor, cols, i, j), i == j ? max(value, 0) + fit.regularization : value * (1 - fit.shrinkage))
      }
    }
    for (let j = 0; j < cols; j++) put(mean, j, at(mean, j) + joined(fit, from + 1 + j) / weight)
    put(mixture.logDeterminants, c, invertFactor(factor, cols))
  }
  barrier(team)
  setBases(mixture)
  barrier(team)
}

@inline function parametersOf(cols: i32, k: i32, shrinkage: f64): f64 {
  const ofCovariance = shrinkage == 1 ? <f64>cols : (<f64>cols * <f64>(cols + 1)) / 2
  return <f64>k * (<f64>cols + ofCovariance) + <f64>(k - 1)
}

/** x rows × cols → the mixture of least criterion. */
export function gmmFit(team: usize, x: usize, rows: i32, cols: i32, minComponents: i32, maxComponents: i32, shrinkage: f64, regularization: f64,
  maxIterations: i32, tolerance: f64, seed: i32, center: usize, spread: usize, weights: usize, means: usize, factors: usize, logDeterminants: usize,
  kept: usize, bic: usize, iterations: usize, converged: usize, scratch: usize): void {
  const own = scratch + sharedBytes(rows, cols, maxComponents) + <usize>rank(team) * memberBytes(cols, maxComponents)
  const fit = changetype<Fit>(own)
  fit.mixture = changetype<Mixture>(own + 96); fit.cloud = changetype<Cloud>(own + 160); fit.run = changetype<Run>(own + 256)
  fit.x = x; fit.rows = rows; fit.center = center; fit.spread = spread
  fit.shrinkage = shrinkage; fit.regularization = regularization
  let least: f64 = Infinity
  if (rank(team) == 0) fillVector(bic, NaN, maxComponents)
  for (let k = minComponents; k <= maxComponents; k++) {
    lay(fit, scratch, own, rows, cols, k)
    if (k == minComponents) {
      standardise(team, fit)
      barrier(team)
    }
    markRows(team, fit)
    barrier(team)
    const turns = expectAndMaximise(team, fit, maxIterations, tolerance, seed)
    const logLikelihood = joined(fit, 0), count = joined(fit, 1)
    const criterion = -2 * logLikelihood + (count > 0 ? parametersOf(cols, k, shrinkage) * Math.log(count) : 0)
    if (rank(team) == 0) put(bic, k - 1, isObserved(criterion) ? criterion : NaN)
    if (criterion < least || k == minComponents) {
      least = criterion
      keep(team, fit, maxComponents, weights, means, factors, logDeterminants)
      if (rank(team) == 0) { put(kept, 0, <f64>k); put(iterations, 0, <f64>abs(turns)); put(converged, 0, turns > 0 ? 1 : 0) }
    }
    barrier(team)
  }
}

/** From a fresh start to the end; iterations, negative if it was not by itself. The sums of the last pass hold the likelihood. */
function expectAndMaximise(team: usize, fit: Fit, maxIterations: i32, tolerance: f64, seed: i32): i32 {
  const mixture = fit.mixture
  seedCenters(team, fit.cloud, fit.run, seed, mixture.k)
  lloyd(team, fit.cloud, fit.run, START_ITERATIONS, START_TOLERANCE * <f64>mixture.cols)
  if (rank(team) == 0) memory.copy(mixture.means, fit.cloud.centers, (<usize>mixture.k * mixture.cols) << 3)
  barrier(team)
  pass(team, fit, true)
  maximise(team, fit)
  let before = -Infinity, turn = 1
  for (; ; turn++) {
    pass(team, fit, false)
    const mean = joined(fit, 0) / joined(fit, 1)
    if (abs(mean - before) < tolerance) break
    // Without a row, and where squares overflow, there is nothing to improve.
    if (!isObserved(mean) || turn >= maxIterations) return -turn
    before = mean
    maximise(team, fit)
  }
  return turn
}

/** Rank 0: copies the mixture out, the components that are not there as NaN with a weight of 0. */
function keep(team: usize, fit: Fit, most: i32, weights: usize, means: usize, factors: usize, logDeterminants: usize): void {
  if (rank(team) != 0) return
  const mixture = fit.mixture, k = mixture.k, cols = mixture.cols, square = cols * cols
  fillVector(weights, 0, most)
  fillVector(means, 0, most * cols)
  fillVector(factors, 0, most * square)
  fillVector(logDeterminants, 0, most)
  for (let c = 0; c < k; c++) {
    if (!(at(mixture.weights, c) > 0)) continue
    put(weights, c, at(mixture.weights, c))
    put(logDeterminants, c, orNaN(at(mixture.logDeterminants, c)))
    for (let j = 0; j < cols; j++) put(means, c * cols + j, orNaN(at(meanOf(mixture, c), j)))
    for (let i = 0; i < square; i++) put(factors, c * square + i, orNaN(at(factorOf(mixture, c), i)))
  }
}

@inline function orNaN(value: f64): f64 { return isObserved(value) ? value : NaN }
