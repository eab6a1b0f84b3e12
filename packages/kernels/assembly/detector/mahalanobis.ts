// Distance of rows from the training rows' centre in the measure of their covariance, shrunk so that it can be inverted.
//
//   S            Dᵀ·D / rows, D the deviations from the means
//   μ            trace S / cols
//   covariance   (1 − s)·S + s·μ·I, s given or Ledoit and Wolf's: β/δ with δ = (‖S‖² − 2·μ·trace S + cols·μ²)/cols and
//                β = min(δ, (Σ_r ‖d_r‖⁴/rows − ‖S‖²)/(cols·rows))
//   precision    its inverse; at least 1e-12·μ is added to the diagonal
//   score        dᵀ·P·d; parts d_j·(P·d)_j add to it, single ones may be negative
//
// Reference   sklearn.covariance.LedoitWolf and ShrunkCovariance: shrinkage_, precision_, mahalanobis (which is squared)
// Source      Ledoit and Wolf, "A well-conditioned estimator for large-dimensional covariance matrices", J. Multivariate Anal. 88 (2004)
// Cost        fit 9/16 · rows · cols² and cols³ multiply-adds; score rows · cols²
// Error       about cond · cols · 2⁻⁵³
// Missing     a missing value counts as the mean; a row without any observed sensor is NaN

import { blockedMean, writeDeviations } from '../lib/column/deviations'
import { isObserved } from '../lib/column/observed'
import { invertPositive, precisionBytes } from '../lib/matrix/precision'
import { barrier, rank, shareBegin, shareEnd, size } from '../lib/team'
import { TILE_COLUMN, TILE_ROWS, tileColumn, tileProduct } from '../lib/matrix/tile-product'
import { cell, fillVector, powerOfTwoFor, scaleBy } from '../lib/vectors'
import { gram, gramScratch } from '../linalg/gram'

/** Rows whose fourth powers are added up before they join the total. */
const BLOCK: i32 = 256
const LEAST_SHARE: f64 = 1e-12

@inline function at(values: usize, i: i32): f64 { return load<f64>(values + (<usize>i << 3)) }
@inline function put(values: usize, i: i32, value: f64): void { store<f64>(values + (<usize>i << 3), value == value ? value : NaN) }
@inline function blocksOf(rows: i32): i32 { return (rows + BLOCK - 1) / BLOCK }

/** Σ ‖d_r‖⁴ over the rows of one block; `sums` holds BLOCK numbers. */
function fourthPowers(deviations: usize, rows: i32, cols: i32, begin: i32, sums: usize): f64 {
  const count = min(BLOCK, rows - begin)
  fillVector(sums, 0, count)
  for (let c = 0; c < cols; c++) {
    const column = deviations + ((<usize>c * rows + begin) << 3)
    for (let r = 0; r < count; r++) store<f64>(sums + (<usize>r << 3), at(sums, r) + at(column, r) * at(column, r))
  }
  let total: f64 = 0
  for (let r = 0; r < count; r++) total += at(sums, r) * at(sums, r)
  return total
}

/** Ledoit and Wolf's share. */
function shrinkageOf(s: usize, rows: i32, cols: i32, mean: f64, trace: f64, fourth: f64): f64 {
  let squares: f64 = 0
  for (let i = 0; i < cols * cols; i++) squares += at(s, i) * at(s, i)
  const delta = (squares - 2 * mean * trace + <f64>cols * mean * mean) / <f64>cols
  const beta = min((fourth / <f64>rows - squares) / (<f64>cols * <f64>rows), delta)
  return beta > 0 && delta > 0 ? beta / delta : 0
}

/** S → the shrunk covariance; returns the share used. */
function shrink(s: usize, rows: i32, cols: i32, given: f64, fourth: f64): f64 {
  let trace: f64 = 0
  for (let j = 0; j < cols; j++) trace += at(s, j * cols + j)
  const mean = trace / <f64>cols
  const share = given < 0 ? shrinkageOf(s, rows, cols, mean, trace, fourth) : given
  scaleBy(s, 1 - share, cols * cols)
  for (let j = 0; j < cols; j++) put(s, j * cols + j, at(s, j * cols + j) + max(share, LEAST_SHARE) * mean)
  return share
}

/** Bytes: deviations, S, a member's row sums, the blocks' totals, scales of columns, and the larger of what Gram and inverse take. */
export function mahalanobisFitScratch(teamSize: i32, rows: i32, cols: i32, shrinkage: f64): f64 {
  return 8 * (<f64>rows * cols + <f64>cols * cols + <f64>teamSize * BLOCK + <f64>blocksOf(rows) + <f64>cols)
    + 16 + max(gramScratch(teamSize, rows, cols), precisionBytes(teamSize, cols))
}

/** x rows × cols → center cols, precision cols × cols, used 1. */
export function mahalanobisFit(team: usize, x: usize, rows: i32, cols: i32, shrinkage: f64, center: usize, precision: usize, used: usize,
  scratch: usize): void {
  const deviations = scratch, s = cell(deviations, rows, 0, cols), sums = cell(s, cols, 0, cols), totals = sums + ((<usize>size(team) * BLOCK) << 3)
  const largest = totals + (<usize>blocksOf(rows) << 3), rest = (largest + (<usize>cols << 3) + 15) & ~15
  for (let c = shareBegin(team, cols), end = shareEnd(team, cols); c < end; c++) {
    const column = cell(x, rows, 0, c), own = cell(deviations, rows, 0, c)
    put(center, c, blockedMean(column, rows))
    writeDeviations(column, rows, at(center, c), own)
    let most: f64 = 0
    for (let r = 0; r < rows; r++) most = max(most, abs(at(own, r)))
    put(largest, c, most)
  }
  barrier(team)
  let most: f64 = 0
  for (let c = 0; c < cols; c++) most = max(most, at(largest, c))
  const unit = powerOfTwoFor(most)
  for (let c = shareBegin(team, cols), end = shareEnd(team, cols); c < end; c++) scaleBy(cell(deviations, rows, 0, c), unit, rows)
  barrier(team)
  for (let b = shareBegin(team, blocksOf(rows)), end = shareEnd(team, blocksOf(rows)); b < end; b++)
    put(totals, b, fourthPowers(deviations, rows, cols, b * BLOCK, sums + ((<usize>rank(team) * BLOCK) << 3)))
  gram(team, deviations, rows, cols, s, rest)
  barrier(team)
  if (rank(team) == 0) {
    scaleBy(s, 1 / <f64>rows, cols * cols)
    let fourth: f64 = 0
    for (let b = 0; b < blocksOf(rows); b++) fourth += at(totals, b)
    put(used, 0, shrink(s, rows, cols, shrinkage, fourth))
  }
  barrier(team)
  invertPositive(team, s, cols, precision, rest)
  for (let j = shareBegin(team, cols), end = shareEnd(team, cols); j < end; j++)
    for (let i = 0; i < cols; i++) {
      const value = at(precision, j * cols + i) * unit * unit
      put(precision, j * cols + i, isObserved(value) ? value : NaN)
    }
}

@inline function tilesOf(rows: i32): i32 { return (rows + TILE_ROWS - 1) / TILE_ROWS }
@inline function memberOf(team: usize, scratch: usize, cols: i32): usize { return tileColumn(scratch, rank(team) * 2 * cols) }
function scratchBytes(teamSize: i32, cols: i32): f64 { return 2 * <f64>teamSize * <f64>cols * <f64>TILE_COLUMN }

/** Deviations of the tile's rows, and P·d. */
function project(x: usize, rows: i32, cols: i32, begin: i32, center: usize, precision: usize, member: usize): void {
  const count = min(TILE_ROWS, rows - begin)
  for (let c = 0; c < cols; c++) {
    const column = x + ((<usize>c * rows + begin) << 3), deviations = tileColumn(member, c)
    for (let r = 0; r < count; r++) {
      const deviation = at(column, r) - at(center, c)
      put(deviations, r, isObserved(deviation) ? deviation : 0)
    }
    fillVector(deviations + (<usize>count << 3), 0, TILE_ROWS - count)
  }
  tileProduct(member, cols, precision, 8, <usize>cols << 3, cols, tileColumn(member, cols))
}

export function mahalanobisScoreScratch(teamSize: i32, rows: i32, cols: i32, centers: i32, numbers: i32): f64 { return scratchBytes(teamSize, cols) }

/** x rows × cols and the model → out rows: dᵀ·P·d. */
export function mahalanobisScore(team: usize, x: usize, rows: i32, cols: i32, center: usize, centers: i32, precision: usize, numbers: i32, out: usize,
  scratch: usize): void {
  const member = memberOf(team, scratch, cols)
  for (let tile = shareBegin(team, tilesOf(rows)), last = shareEnd(team, tilesOf(rows)); tile < last; tile++) {
    const begin = tile * TILE_ROWS
    project(x, rows, cols, begin, center, precision, member)
    for (let r = 0, count = min(TILE_ROWS, rows - begin); r < count; r++) {
      let sum: f64 = 0, observed = false
      for (let c = 0; c < cols; c++) {
        sum += at(tileColumn(member, c), r) * at(tileColumn(member, cols + c), r)
        observed = observed || isObserved(at(x, c * rows + begin + r) - at(center, c))
      }
      put(out, begin + r, observed ? sum : NaN)
    }
  }
}

export function mahalanobisContributionsScratch(teamSize: i32, rows: i32, cols: i32, centers: i32, numbers: i32): f64 { return scratchBytes(teamSize, cols) }

/** x rows × cols and the model → out rows × cols: d_j·(P·d)_j. */
export function mahalanobisContributions(team: usize, x: usize, rows: i32, cols: i32, center: usize, centers: i32, precision: usize, numbers: i32,
  out: usize, scratch: usize): void {
  const member = memberOf(team, scratch, cols)
  for (let tile = shareBegin(team, tilesOf(rows)), last = shareEnd(team, tilesOf(rows)); tile < last; tile++) {
    const begin = tile * TILE_ROWS
    project(x, rows, cols, begin, center, precision, member)
    for (let c = 0; c < cols; c++)
      for (let r = 0, count = min(TILE_ROWS, rows - begin); r < count; r++)
        put(out, c * rows + begin + r, isObserved(at(x, c * rows + begin + r) - at(center, c)) ? at(tileColumn(member, c), r) * at(tileColumn(member, cols + c), r) : 0)
  }
}
