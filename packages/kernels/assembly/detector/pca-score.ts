// Distance of rows from the subspace of the kept principal components, and within it.
//
//   d            deviations from the centre, missing values 0
//   t = Pᵀ·d     scores on the kept components, P cols × kept
//   e = d − P·t  what the subspace does not explain
//   SPE          Σ e_j² over the observed sensors (squared prediction error, Jackson and Mudholkar 1979)
//   T²           Σ t_i² / λ_i (Hotelling)
//   speParts     e_j²: they add to SPE;   t2Parts  d_j · Σ_i t_i/λ_i · p_ij: they add to T², single ones may be negative
//
// Reference   sklearn.decomposition.PCA: transform, inverse_transform and their squares
// Cost        score: 2 · rows · cols · kept multiply-adds; contributions: 3
// Error       of t and e: cols · 2⁻⁵³ · |d|
// Missing     a missing value counts as the centre, and has no part of its own: SPE is over observed sensors only, so
//             a dead sensor is not blamed for what the others expect of it; a row without any observed sensor is NaN
//
// Rows are worked in tiles (lib/matrix/tile-product), shared over the team. Scratch of one member, each a tile of columns:
//
//   deviations cols | observed masks cols | scores kept | product cols

import { observedMask } from '../lib/column/observed'
import { rank, shareBegin, shareEnd } from '../lib/team'
import { TILE_COLUMN, TILE_ROWS, tileColumn, tileProduct } from '../lib/matrix/tile-product'
import { scaleBy } from '../lib/vectors'

@inline function at(values: usize, i: i32): f64 { return load<f64>(values + (<usize>i << 3)) }
@inline function put(values: usize, i: i32, value: f64): void { store<f64>(values + (<usize>i << 3), value) }
@inline function nanAsConstant(value: f64): f64 { return value == value ? value : NaN }

@inline function tilesOf(rows: i32): i32 { return (rows + TILE_ROWS - 1) / TILE_ROWS }
@inline function masksOf(member: usize, cols: i32): usize { return tileColumn(member, cols) }
@inline function scoresOf(member: usize, cols: i32): usize { return tileColumn(member, 2 * cols) }
@inline function productOf(member: usize, cols: i32, kept: i32): usize { return tileColumn(member, 2 * cols + kept) }
@inline function memberOf(team: usize, scratch: usize, cols: i32, kept: i32): usize {
  return tileColumn(scratch, rank(team) * (3 * cols + kept))
}
function scratchBytes(teamSize: i32, cols: i32, kept: i32): f64 {
  return <f64>teamSize * (3 * <f64>cols + <f64>kept) * <f64>TILE_COLUMN
}

/** Deviations and observed masks of `count` rows of one column; zeros beyond. */
function packColumn(column: usize, count: i32, center: f64, deviations: usize, masks: usize): void {
  const centers = f64x2.splat(center)
  let offset: usize = 0
  for (const end = <usize>(count & ~1) << 3; offset < end; offset += 16) {
    const deviation = f64x2.sub(v128.load(column + offset), centers)
    const mask = observedMask(deviation)
    v128.store(deviations + offset, v128.and(deviation, mask))
    v128.store(masks + offset, mask)
  }
  if (count & 1) {
    const deviation = f64x2.sub(v128.load64_zero(column + offset), centers)
    const mask = v128.and(observedMask(deviation), i64x2(-1, 0))
    v128.store(deviations + offset, v128.and(deviation, mask))
    v128.store(masks + offset, mask)
    offset += 16
  }
  for (; offset < TILE_COLUMN; offset += 16) {
    v128.store(deviations + offset, f64x2.splat(0))
    v128.store(masks + offset, f64x2.splat(0))
  }
}

/** Fills deviations, masks, scores and what the subspace expects of the tile's rows. */
function project(x: usize, rows: i32, cols: i32, begin: i32, center: usize, vectors: usize, kept: i32, member: usize): void {
  const count = min(TILE_ROWS, rows - begin)
  for (let c = 0; c < cols; c++)
    packColumn(x + ((<usize>c * rows + begin) << 3), count, at(center, c), tileColumn(member, c), tileColumn(masksOf(member, cols), c))
  const column = <usize>cols << 3
  tileProduct(member, cols, vectors, 8, column, kept, scoresOf(member, cols))
  tileProduct(scoresOf(member, cols), kept, vectors, column, 8, cols, productOf(member, cols, kept))
}

/** e_j² of two rows of a sensor, 0 where it is missing. */
@inline function squaredResidual(deviation: usize, expected: usize, mask: usize): v128 {
  const residual = f64x2.sub(v128.load(deviation), v128.load(expected))
  return v128.and(f64x2.mul(residual, residual), v128.load(mask))
}

/** Row pair by row pair: SPE, T², and NaN for both where no sensor is observed. Writes `count` rows. */
function writeScores(member: usize, cols: i32, eigenvalues: usize, kept: i32, count: i32, spe: usize, t2: usize): void {
  const masks = masksOf(member, cols), scores = scoresOf(member, cols), expected = productOf(member, cols, kept)
  for (let r = 0; r < count; r += 2) {
    const offset = <usize>r << 3
    let squares = f64x2.splat(0), distance = f64x2.splat(0), observed = f64x2.splat(0)
    for (let c: usize = offset, end = offset + <usize>cols * TILE_COLUMN; c < end; c += TILE_COLUMN) {
      squares = f64x2.add(squares, squaredResidual(member + c, expected + c, masks + c))
      observed = v128.or(observed, v128.load(masks + c))
    }
    for (let i = 0; i < kept; i++) {
      const score = v128.load(tileColumn(scores, i) + offset)
      distance = f64x2.add(distance, f64x2.div(f64x2.mul(score, score), f64x2.splat(at(eigenvalues, i))))
    }
    squares = v128.bitselect(squares, f64x2.splat(NaN), v128.and(observed, f64x2.eq(squares, squares)))
    distance = v128.bitselect(distance, f64x2.splat(NaN), v128.and(observed, f64x2.eq(distance, distance)))
    put(spe, r, f64x2.extract_lane(squares, 0))
    put(t2, r, f64x2.extract_lane(distance, 0))
    if (r + 1 == count) return
    put(spe, r + 1, f64x2.extract_lane(squares, 1))
    put(t2, r + 1, f64x2.extract_lane(distance, 1))
  }
}

export function pcaScoreScratch(teamSize: i32, rows: i32, cols: i32, centers: i32, vectorNumbers: i32, values: i32, kept: i32): f64 {
  return scratchBytes(teamSize, cols, kept)
}

/** x rows × cols and the model → spe rows, t2 rows. */
export function pcaScore(team: usize, x: usize, rows: i32, cols: i32, center: usize, centers: i32, vectors: usize, vectorNumbers: i32,
  eigenvalues: usize, values: i32, kept: i32, spe: usize, t2: usize, scratch: usize): void {
  const member = memberOf(team, scratch, cols, kept)
  for (let tile = shareBegin(team, tilesOf(rows)), last = shareEnd(team, tilesOf(rows)); tile < last; tile++) {
    const begin = tile * TILE_ROWS
    const offset = <usize>begin << 3
    project(x, rows, cols, begin, center, vectors, kept, member)
    writeScores(member, cols, eigenvalues, kept, min(TILE_ROWS, rows - begin), spe + offset, t2 + offset)
  }
}

export function pcaContributionsScratch(teamSize: i32, rows: i32, cols: i32, centers: i32, vectorNumbers: i32, values: i32, kept: i32): f64 {
  return scratchBytes(teamSize, cols, kept)
}

/** x rows × cols and the model → speParts rows × cols, t2Parts rows × cols; 0 where the value is missing. */
export function pcaContributions(team: usize, x: usize, rows: i32, cols: i32, center: usize, centers: i32, vectors: usize, vectorNumbers: i32,
  eigenvalues: usize, values: i32, kept: i32, speParts: usize, t2Parts: usize, scratch: usize): void {
  const member = memberOf(team, scratch, cols, kept)
  const masks = masksOf(member, cols), scores = scoresOf(member, cols), product = productOf(member, cols, kept)
  for (let tile = shareBegin(team, tilesOf(rows)), last = shareEnd(team, tilesOf(rows)); tile < last; tile++) {
    const begin = tile * TILE_ROWS
    const count = min(TILE_ROWS, rows - begin)
    project(x, rows, cols, begin, center, vectors, kept, member)
    for (let c = 0; c < cols; c++) {
      const column = tileColumn(product, c)
      for (let offset: usize = 0; offset < TILE_COLUMN; offset += 16)
        v128.store(column + offset, squaredResidual(tileColumn(member, c) + offset, column + offset, tileColumn(masks, c) + offset))
      copyRows(column, count, speParts + ((<usize>c * rows + begin) << 3))
    }
    for (let i = 0; i < kept; i++) scaleBy(tileColumn(scores, i), 1 / at(eigenvalues, i), TILE_ROWS)
    tileProduct(scores, kept, vectors, <usize>cols << 3, 8, cols, product)
    for (let c = 0; c < cols; c++) {
      multiplyTileColumn(tileColumn(product, c), tileColumn(member, c), tileColumn(masks, c))
      copyRows(tileColumn(product, c), count, t2Parts + ((<usize>c * rows + begin) << 3))
    }
  }
}

/** column *= factor where observed, else 0. */
function multiplyTileColumn(column: usize, factor: usize, mask: usize): void {
  for (let offset: usize = 0; offset < TILE_COLUMN; offset += 16)
    v128.store(column + offset, v128.and(f64x2.mul(v128.load(column + offset), v128.load(factor + offset)), v128.load(mask + offset)))
}

function copyRows(column: usize, count: i32, to: usize): void {
  for (let r = 0; r < count; r++) put(to, r, nanAsConstant(at(column, r)))
}

export function pcaReconstructScratch(teamSize: i32, rows: i32, cols: i32, centers: i32, vectorNumbers: i32, kept: i32): f64 {
  return scratchBytes(teamSize, cols, kept)
}

/** x rows × cols and the model → out rows × cols: centre + P·t, what the subspace expects of every sensor. */
export function pcaReconstruct(team: usize, x: usize, rows: i32, cols: i32, center: usize, centers: i32, vectors: usize, vectorNumbers: i32,
  kept: i32, out: usize, scratch: usize): void {
  const member = memberOf(team, scratch, cols, kept)
  const expected = productOf(member, cols, kept)
  for (let tile = shareBegin(team, tilesOf(rows)), last = shareEnd(team, tilesOf(rows)); tile < last; tile++) {
    const begin = tile * TILE_ROWS
    project(x, rows, cols, begin, center, vectors, kept, member)
    for (let c = 0; c < cols; c++) {
      const to = out + ((<usize>c * rows + begin) << 3)
      for (let r = 0, count = min(TILE_ROWS, rows - begin); r < count; r++)
        put(to, r, nanAsConstant(at(center, c) + at(tileColumn(expected, c), r)))
    }
  }
}
