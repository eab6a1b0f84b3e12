// A mixture of Gaussians over standardised rows, a tile of rows at a time (lib/matrix/tile-product).
//
//   d    deviations from a component's mean, 0 where missing: a missing sensor counts as the mean of whichever component is asked
//   y    d·U, U upper triangular with U·Uᵀ the inverse covariance
//   ℓ    log weight + log|U| − cols/2·log 2π − ½·Σ y², the joint log density of row and component
//
// Source      Dempster, Laird and Rubin, J. R. Stat. Soc. B 39 (1977); sklearn.mixture.GaussianMixture, whose precisions_cholesky_ U is

import { isObserved } from '../column/observed'
import { TILE_COLUMN, TILE_ROWS, tileColumn, tileProduct } from '../matrix/tile-product'
import { cell, fillVector } from '../vectors'

const HALF_LOG_2PI: f64 = 0.9189385332046728

@inline function at(values: usize, i: i32): f64 { return load<f64>(values + (<usize>i << 3)) }
@inline function put(values: usize, i: i32, value: f64): void { store<f64>(values + (<usize>i << 3), value) }

@unmanaged
export class Mixture {
  cols: i32
  k: i32
  /** k; 0 for a component that lost its rows. */
  weights: usize
  /** cols × k: a mean after the other. */
  means: usize
  /** cols × cols × k: upper triangular U, columns contiguous. */
  factors: usize
  /** k: log|U|. */
  logDeterminants: usize
  /** k: what ℓ has beside −½·Σ y²; −∞ for a component without weight. */
  bases: usize
}

@inline export function meanOf(mixture: Mixture, c: i32): usize { return cell(mixture.means, mixture.cols, 0, c) }
@inline export function factorOf(mixture: Mixture, c: i32): usize { return cell(mixture.factors, mixture.cols, 0, c * mixture.cols) }

/** Bytes of a tile's work beside its z: deviations and y (cols columns each), ℓ or shares (k columns), and two columns more. */
export function mixtureTileBytes(cols: i32, k: i32): f64 { return (2 * <f64>cols + <f64>k + 2) * <f64>TILE_COLUMN }

export function setBases(mixture: Mixture): void {
  for (let c = 0; c < mixture.k; c++) {
    const weight = at(mixture.weights, c)
    put(mixture.bases, c, weight > 0 ? Math.log(weight) + at(mixture.logDeterminants, c) - <f64>mixture.cols * HALF_LOG_2PI : -Infinity)
  }
}

/** Standardised values of rows [begin, begin + count), NaN where missing or where the sensor did not vary; zeros beyond. */
export function standardiseTile(x: usize, rows: i32, cols: i32, begin: i32, count: i32, center: usize, spread: usize, z: usize): void {
  for (let j = 0; j < cols; j++) {
    const column = x + ((<usize>j * rows + begin) << 3), to = tileColumn(z, j)
    for (let r = 0; r < count; r++) {
      const value = (at(column, r) - at(center, j)) / at(spread, j)
      put(to, r, isObserved(value) ? value : NaN)
    }
    fillVector(to + (<usize>count << 3), 0, TILE_ROWS - count)
  }
}

/** d of a tile. */
export function deviate(mixture: Mixture, c: i32, z: usize, d: usize): void {
  const end = d + <usize>mixture.cols * TILE_COLUMN
  for (let mean = meanOf(mixture, c); d < end; mean += 8) {
    const center = v128.load64_splat(mean)
    for (const last = d + TILE_COLUMN; d < last; d += 16, z += 16) {
      const difference = f64x2.sub(v128.load(z), center)
      v128.store(d, v128.and(difference, f64x2.eq(difference, difference)))
    }
  }
}

/** ℓ of a tile's rows for component c, to `out`; d and y have cols columns each. */
export function logDensities(mixture: Mixture, c: i32, z: usize, d: usize, y: usize, out: usize): void {
  const cols = mixture.cols, base = f64x2.splat(at(mixture.bases, c)), half = f64x2.splat(-0.5)
  deviate(mixture, c, z, d)
  tileProduct(d, cols, factorOf(mixture, c), 8, <usize>cols << 3, cols, y)
  for (let r: usize = 0; r < TILE_COLUMN; r += 16) {
    let sum = f64x2.splat(0)
    for (let j = 0; j < cols; j++) {
      const value = v128.load(tileColumn(y, j) + r)
      sum = f64x2.add(sum, f64x2.mul(value, value))
    }
    v128.store(out + r, f64x2.add(base, f64x2.mul(half, sum)))
  }
}

/** ℓ of all components to the k columns of `joint`. */
export function allLogDensities(mixture: Mixture, z: usize, d: usize, y: usize, joint: usize): void {
  for (let c = 0; c < mixture.k; c++) {
    if (at(mixture.weights, c) > 0) logDensities(mixture, c, z, d, y, tileColumn(joint, c))
    else fillVector(tileColumn(joint, c), -Infinity, TILE_ROWS)
  }
}

/** The component of the largest ℓ of row r, the first of equals. */
export function mostLikely(mixture: Mixture, joint: usize, r: i32): i32 {
  let best = 0
  for (let c = 1; c < mixture.k; c++) if (at(tileColumn(joint, c), r) > at(tileColumn(joint, best), r)) best = c
  return best
}

/** log Σ e^ℓ of row r; where `shares`, ℓ become e^ℓ/Σ e^ℓ. */
export function logSum(mixture: Mixture, joint: usize, r: i32, shares: bool): f64 {
  const k = mixture.k, most = at(tileColumn(joint, mostLikely(mixture, joint, r)), r)
  let sum: f64 = 0
  for (let c = 0; c < k; c++) {
    const value = most > -Infinity ? Math.exp(at(tileColumn(joint, c), r) - most) : 1
    sum += value
    if (shares) put(tileColumn(joint, c), r, value)
  }
  for (let c = 0; c < k && shares; c++) put(tileColumn(joint, c), r, at(tileColumn(joint, c), r) / sum)
  return most > -Infinity ? most + Math.log(sum) : most
}

/** Is any value of row r of a tile known? */
export function hasRow(z: usize, cols: i32, r: i32): bool {
  for (let j = 0; j < cols; j++) if (at(tileColumn(z, j), r) == at(tileColumn(z, j), r)) return true
  return false
}
