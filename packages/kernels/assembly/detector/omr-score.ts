// How far each row lies from what its sensors say about each other (omr-fit).
//
//   d             deviations from the centre, missing values 0
//   e_j           d_j − Σ_i b_ij·d_i, the residual of sensor j; none where it is missing or has no scale
//   contribution  (e_j/scale_j)²; the score of a row is the root of their sum
//   expected      centre_j + Σ_i b_ij·d_i, in the unit of x
//
// Reference   the defining formulas, on a linear model such as sklearn.linear_model.Ridge fits
// Cost        rows · cols² multiply-adds
// Error       of a residual: cols · 2⁻⁵³ · Σ_i |b_ij·d_i|
// Missing     a missing value counts as the centre and has no contribution; a row without any contribution scores NaN
//
// Rows are worked in tiles (lib/matrix/tile-product), shared over the team. Scratch of one member: deviations cols | expected cols | totals 1 | how many 1.

import { isObserved } from '../lib/column/observed'
import { rank, shareBegin, shareEnd } from '../lib/team'
import { TILE_COLUMN, TILE_ROWS, tileColumn, tileProduct } from '../lib/matrix/tile-product'
import { fillVector } from '../lib/vectors'

@inline function at(values: usize, i: i32): f64 { return load<f64>(values + (<usize>i << 3)) }
@inline function put(values: usize, i: i32, value: f64): void { store<f64>(values + (<usize>i << 3), value == value ? value : NaN) }

@inline function tilesOf(rows: i32): i32 { return (rows + TILE_ROWS - 1) / TILE_ROWS }
@inline function memberOf(team: usize, scratch: usize, cols: i32): usize { return tileColumn(scratch, rank(team) * (2 * cols + 2)) }
function scratchBytes(teamSize: i32, cols: i32): f64 { return <f64>teamSize * (2 * <f64>cols + 2) * <f64>TILE_COLUMN }

/** Deviations of the tile's rows, and what the model expects of them. */
function predict(x: usize, rows: i32, cols: i32, begin: i32, center: usize, coefficients: usize, member: usize): void {
  const count = min(TILE_ROWS, rows - begin)
  for (let c = 0; c < cols; c++) {
    const column = x + ((<usize>c * rows + begin) << 3), deviations = tileColumn(member, c)
    for (let r = 0; r < count; r++) {
      const deviation = at(column, r) - at(center, c)
      store<f64>(deviations + (<usize>r << 3), isObserved(deviation) ? deviation : 0)
    }
    fillVector(deviations + (<usize>count << 3), 0, TILE_ROWS - count)
  }
  tileProduct(member, cols, coefficients, 8, <usize>cols << 3, cols, tileColumn(member, cols))
}

/** Does a sensor have a residual here? */
@inline function hasResidual(value: f64, center: f64, scale: f64): bool { return isObserved(value - center) && scale > 0 && isObserved(scale) }

/** (e/scale)² of row r of a tile. */
@inline function contributionAt(deviations: usize, expected: usize, scale: f64, r: i32): f64 {
  const residual = (at(deviations, r) - at(expected, r)) / scale
  return residual * residual
}

export function omrScoreScratch(teamSize: i32, rows: i32, cols: i32, centers: i32, numbers: i32, scales: i32): f64 { return scratchBytes(teamSize, cols) }

/** x rows × cols and the model → out rows. */
export function omrScore(team: usize, x: usize, rows: i32, cols: i32, center: usize, centers: i32, coefficients: usize, numbers: i32,
  scale: usize, scales: i32, out: usize, scratch: usize): void {
  const member = memberOf(team, scratch, cols)
  const totals = tileColumn(member, 2 * cols), counts = tileColumn(totals, 1)
  for (let tile = shareBegin(team, tilesOf(rows)), last = shareEnd(team, tilesOf(rows)); tile < last; tile++) {
    const begin = tile * TILE_ROWS
    const count = min(TILE_ROWS, rows - begin)
    predict(x, rows, cols, begin, center, coefficients, member)
    fillVector(totals, 0, 2 * TILE_ROWS)
    for (let c = 0; c < cols; c++) {
      const column = x + ((<usize>c * rows + begin) << 3), deviations = tileColumn(member, c), expected = tileColumn(member, cols + c)
      for (let r = 0; r < count; r++) {
        if (!hasResidual(at(column, r), at(center, c), at(scale, c))) continue
        store<f64>(totals + (<usize>r << 3), at(totals, r) + contributionAt(deviations, expected, at(scale, c), r))
        store<f64>(counts + (<usize>r << 3), 1)
      }
    }
    for (let r = 0; r < count; r++) put(out, begin + r, at(counts, r) > 0 ? sqrt(at(totals, r)) : NaN)
  }
}

export function omrContributionsScratch(teamSize: i32, rows: i32, cols: i32, centers: i32, numbers: i32, scales: i32): f64 {
  return scratchBytes(teamSize, cols)
}

/** x rows × cols and the model → out rows × cols: (e/scale)², 0 where there is none. */
export function omrContributions(team: usize, x: usize, rows: i32, cols: i32, center: usize, centers: i32, coefficients: usize, numbers: i32,
  scale: usize, scales: i32, out: usize, scratch: usize): void {
  const member = memberOf(team, scratch, cols)
  for (let tile = shareBegin(team, tilesOf(rows)), last = shareEnd(team, tilesOf(rows)); tile < last; tile++) {
    const begin = tile * TILE_ROWS
    predict(x, rows, cols, begin, center, coefficients, member)
    for (let c = 0; c < cols; c++) {
      const offset = (<usize>c * rows + begin) << 3
      for (let r = 0, count = min(TILE_ROWS, rows - begin); r < count; r++) {
        const residual = hasResidual(at(x + offset, r), at(center, c), at(scale, c))
        put(out + offset, r, residual ? contributionAt(tileColumn(member, c), tileColumn(member, cols + c), at(scale, c), r) : 0)
      }
    }
  }
}

export function omrReconstructScratch(teamSize: i32, rows: i32, cols: i32, centers: i32, numbers: i32): f64 { return scratchBytes(teamSize, cols) }

/** x rows × cols and the model → out rows × cols: what the other sensors say each should be. */
export function omrReconstruct(team: usize, x: usize, rows: i32, cols: i32, center: usize, centers: i32, coefficients: usize, numbers: i32,
  out: usize, scratch: usize): void {
  const member = memberOf(team, scratch, cols)
  for (let tile = shareBegin(team, tilesOf(rows)), last = shareEnd(team, tilesOf(rows)); tile < last; tile++) {
    const begin = tile * TILE_ROWS
    predict(x, rows, cols, begin, center, coefficients, member)
    for (let c = 0; c < cols; c++)
      for (let r = 0, count = min(TILE_ROWS, rows - begin); r < count; r++)
        put(out, c * rows + begin + r, at(center, c) + at(tileColumn(member, cols + c), r))
  }
}
