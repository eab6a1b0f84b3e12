// How unlikely rows are under a mixture of Gaussians (gmm-fit), and which component they belong to.
//
//   score         −log Σ_c e^ℓ_c + Σ_j log spread_j: the negative log density in the units of x
//   contribution  ½·d_j·(U·Uᵀ·d)_j of the most likely component: they add up to its ½·Σ y²; single ones may be negative
//
// Reference   sklearn.mixture.GaussianMixture: −score_samples, predict, predict_proba
// Cost        k · rows · cols² multiply-adds
// Error       about cols · 2⁻⁵³ · Σ|d_i·U_ij|
// Missing     a missing value, or one of a sensor that did not vary, counts as the mean of each component; a row without any is NaN

import { allLogDensities, factorOf, hasRow, logSum, Mixture, mixtureTileBytes, mostLikely, setBases, standardiseTile } from '../lib/cluster/mixture'
import { isObserved } from '../lib/column/observed'
import { rank, shareBegin, shareEnd } from '../lib/team'
import { TILE_COLUMN, TILE_ROWS, tileColumn, tileProduct } from '../lib/matrix/tile-product'
import { cell } from '../lib/vectors'
import { deviate } from '../lib/cluster/mixture'

@inline function at(values: usize, i: i32): f64 { return load<f64>(values + (<usize>i << 3)) }
@inline function put(values: usize, i: i32, value: f64): void { store<f64>(values + (<usize>i << 3), value == value ? value : NaN) }
@inline function tilesOf(rows: i32): i32 { return (rows + TILE_ROWS - 1) / TILE_ROWS }

/** Bytes of a member: the record, bases, z, and a tile's work. */
@inline function memberBytes(cols: i32, k: i32): usize {
  return (64 + (<usize>k << 3) + <usize>cols * TILE_COLUMN + <usize>mixtureTileBytes(cols, k) + 15) & ~15
}
function scratchBytes(teamSize: i32, cols: i32, k: i32): f64 { return <f64>teamSize * <f64>memberBytes(cols, k) }

function read(member: usize, cols: i32, k: i32, weights: usize, means: usize, factors: usize, logDeterminants: usize): Mixture {
  const mixture = changetype<Mixture>(member)
  mixture.cols = cols
  mixture.k = k
  mixture.weights = weights
  mixture.means = means
  mixture.factors = factors
  mixture.logDeterminants = logDeterminants
  mixture.bases = member + 64
  setBases(mixture)
  return mixture
}

/** Σ log spread over the sensors that varied. */
function logUnits(spread: usize, cols: i32): f64 {
  let sum: f64 = 0
  for (let j = 0; j < cols; j++) if (at(spread, j) > 0) sum += Math.log(at(spread, j))
  return sum
}

export function gmmScoreScratch(teamSize: i32, rows: i32, cols: i32, centers: i32, spreads: i32, k: i32, means: i32, factors: i32, determinants: i32): f64 {
  return scratchBytes(teamSize, cols, k)
}

/** x rows × cols and the model → out rows. */
export function gmmScore(team: usize, x: usize, rows: i32, cols: i32, center: usize, centers: i32, spread: usize, spreads: i32, weights: usize, k: i32,
  means: usize, meanCount: i32, factors: usize, factorCount: i32, logDeterminants: usize, determinants: i32, out: usize, scratch: usize): void {
  const member = scratch + <usize>rank(team) * memberBytes(cols, k)
  const mixture = read(member, cols, k, weights, means, factors, logDeterminants)
  const z = member + 64 + (<usize>k << 3), d = tileColumn(z, cols), y = tileColumn(d, cols), joint = tileColumn(y, cols)
  const units = logUnits(spread, cols)
  for (let tile = shareBegin(team, tilesOf(rows)), last = shareEnd(team, tilesOf(rows)); tile < last; tile++) {
    const begin = tile * TILE_ROWS, count = min(TILE_ROWS, rows - begin)
    standardiseTile(x, rows, cols, begin, count, center, spread, z)
    allLogDensities(mixture, z, d, y, joint)
    for (let r = 0; r < count; r++) put(out, begin + r, hasRow(z, cols, r) ? units - logSum(mixture, joint, r, false) : NaN)
  }
}

export function gmmPredictScratch(teamSize: i32, rows: i32, cols: i32, centers: i32, spreads: i32, k: i32, means: i32, factors: i32, determinants: i32): f64 {
  return scratchBytes(teamSize, cols, k)
}

/** x rows × cols and the model → labels rows, responsibilities rows × k. */
export function gmmPredict(team: usize, x: usize, rows: i32, cols: i32, center: usize, centers: i32, spread: usize, spreads: i32, weights: usize, k: i32,
  means: usize, meanCount: i32, factors: usize, factorCount: i32, logDeterminants: usize, determinants: i32, labels: usize, responsibilities: usize,
  scratch: usize): void {
  const member = scratch + <usize>rank(team) * memberBytes(cols, k)
  const mixture = read(member, cols, k, weights, means, factors, logDeterminants)
  const z = member + 64 + (<usize>k << 3), d = tileColumn(z, cols), y = tileColumn(d, cols), joint = tileColumn(y, cols)
  for (let tile = shareBegin(team, tilesOf(rows)), last = shareEnd(team, tilesOf(rows)); tile < last; tile++) {
    const begin = tile * TILE_ROWS, count = min(TILE_ROWS, rows - begin)
    standardiseTile(x, rows, cols, begin, count, center, spread, z)
    allLogDensities(mixture, z, d, y, joint)
    for (let r = 0; r < count; r++) {
      const seen = hasRow(z, cols, r)
      put(labels, begin + r, seen ? <f64>mostLikely(mixture, joint, r) : -1)
      logSum(mixture, joint, r, true)
      for (let c = 0; c < k; c++) put(responsibilities, c * rows + begin + r, seen ? at(tileColumn(joint, c), r) : NaN)
    }
  }
}

export function gmmContributionsScratch(teamSize: i32, rows: i32, cols: i32, centers: i32, spreads: i32, k: i32, means: i32, factors: i32,
  determinants: i32): f64 {
  return scratchBytes(teamSize, cols, k)
}

/** x rows × cols and the model → out rows × cols. */
export function gmmContributions(team: usize, x: usize, rows: i32, cols: i32, center: usize, centers: i32, spread: usize, spreads: i32, weights: usize,
  k: i32, means: usize, meanCount: i32, factors: usize, factorCount: i32, logDeterminants: usize, determinants: i32, out: usize, scratch: usize): void {
  const member = scratch + <usize>rank(team) * memberBytes(cols, k)
  const mixture = read(member, cols, k, weights, means, factors, logDeterminants)
  const z = member + 64 + (<usize>k << 3), d = tileColumn(z, cols), y = tileColumn(d, cols), joint = tileColumn(y, cols)
  for (let tile = shareBegin(team, tilesOf(rows)), last = shareEnd(team, tilesOf(rows)); tile < last; tile++) {
    const begin = tile * TILE_ROWS, count = min(TILE_ROWS, rows - begin)
    standardiseTile(x, rows, cols, begin, count, center, spread, z)
    allLogDensities(mixture, z, d, y, joint)
    const likely = tileColumn(joint, k)
    for (let r = 0; r < count; r++) put(likely, r, <f64>mostLikely(mixture, joint, r))
    for (let c = 0; c < k; c++) explain(mixture, c, likely, count, z, d, y, rows, begin, out)
  }
}

/** Parts of those rows of a tile whose most likely component is c; z of the tile is left as it was, d and y are used up. */
function explain(mixture: Mixture, c: i32, likely: usize, count: i32, z: usize, d: usize, y: usize, rows: i32, begin: i32, out: usize): void {
  const cols = mixture.cols
  let some = false
  for (let r = 0; r < count; r++) some = some || at(likely, r) == <f64>c
  if (!some) return
  deviate(mixture, c, z, d)
  tileProduct(d, cols, factorOf(mixture, c), 8, <usize>cols << 3, cols, y)
  for (let j = 0; j < cols; j++)
    for (let r = 0; r < count; r++) {
      if (at(likely, r) != <f64>c) continue
      let sum: f64 = 0
      for (let i = j; i < cols; i++) sum += at(tileColumn(y, i), r) * load<f64>(cell(factorOf(mixture, c), cols, j, i))
      const part = 0.5 * at(tileColumn(d, j), r) * sum
      put(out, j * rows + begin + r, isObserved(at(tileColumn(z, j), r)) ? part : 0)
    }
}
