// Overall model residual: every sensor predicted from all the others, on standardised deviations z = (x − mean)/spread.
//
//   R            Zᵀ·Z / (rows − 1), the correlations where nothing is missing
//   ridge        coefficients of sensor j on the others −P_ij/P_jj with P = (R + ridge·I)⁻¹: one inverse serves all sensors
//   PCA          the same with P = (V·Λ·Vᵀ + σ²·I)⁻¹ of the kept components, σ² the mean of the other eigenvalues (Tipping and Bishop 1999)
//   PLS          partial least squares of each sensor on the others, from R alone (Dayal and MacGregor's first kernel algorithm, 1997)
//   scale        max(1.4826·MAD, 0.5·√mean e², 1e-6·spread) of a sensor's training residuals e
//
// Reference   sklearn.linear_model.Ridge(alpha = ridge·(rows − 1)), PLSRegression and PCA.get_precision, all on standardised columns
// Cost        25/16 · rows · cols² multiply-adds and cols³, shared; PLS 2 · components · cols³ more
// Error       about cond(P) · cols · 2⁻⁵³ of the coefficients
// Missing     a missing value counts as the mean; a sensor that is constant or was never observed predicts nothing and has a scale of NaN

import { blockedMean, rootMeanSquare, writeDeviations } from '../lib/column/deviations'
import { symmetricEigen, symmetricEigenBytes } from '../lib/matrix/eigen'
import { isObserved } from '../lib/column/observed'
import { columnScratchBytes, deviationOfColumn, medianOfRun, observe, observedAt, workOf } from '../lib/column/observed-column'
import { invertPositive, precisionBytes } from '../lib/matrix/precision'
import { barrier, rank, shareBegin, shareEnd } from '../lib/team'
import { TILE_COLUMN, TILE_ROWS, tileColumn, tileProduct } from '../lib/matrix/tile-product'
import { addScaled, cell, divideBy, dot, fillVector, scaleBy } from '../lib/vectors'
import { gram, gramScratch } from '../linalg/gram'

const PLS: i32 = 1
const PCA: i32 = 2
const NORMAL_MAD: f64 = 1.4826
const RMS_SHARE: f64 = 0.5
/** Of a sensor's spread: what nobody measures. */
const LEAST_SCALE: f64 = 1e-6
/** What PCA keeps unless told: components that reach this share of the variance. */
const VARIANCE: f64 = 0.95
const PLS_COMPONENTS: i32 = 5
/** Noise and squared lengths below this share of the largest are rounding. */
const NOISE: f64 = 1e-12

@inline function at(values: usize, i: i32): f64 { return load<f64>(values + (<usize>i << 3)) }
@inline function put(values: usize, i: i32, value: f64): void { store<f64>(values + (<usize>i << 3), value) }

/** Standardised deviations of one column; its spread, 0 where it does not vary. */
function standardise(column: usize, rows: i32, center: f64, z: usize): f64 {
  const count = writeDeviations(column, rows, center, z)
  const spread = rootMeanSquare(z, rows, <f64>max(count - 1, 1))
  if (spread > 0 && isObserved(spread)) {
    divideBy(z, spread, rows)
    return spread
  }
  fillVector(z, 0, rows)
  return 0
}

/** How many components to keep: as many as asked for, or as reach VARIANCE, at most n − 1. `values` ascend. */
function keptOf(values: usize, n: i32, components: i32): i32 {
  if (components > 0) return min(components, n - 1)
  let total: f64 = 0
  for (let i = n - 1; i >= 0; i--) total += at(values, i)
  let kept = 0
  for (let sum: f64 = 0; kept < n - 1 && sum < VARIANCE * total; kept++) sum += at(values, n - 1 - kept)
  return kept
}

/** Columns of Σ v·vᵀ/λ over the kept components, and over the others with their mean eigenvalue. */
function probabilisticPrecision(team: usize, n: i32, components: i32, values: usize, vectors: usize, out: usize): void {
  const kept = keptOf(values, n, components)
  let rest: f64 = 0
  for (let i = 0; i < n - kept; i++) rest += at(values, i)
  const least = NOISE * at(values, n - 1)
  const noise = max(rest / <f64>(n - kept), least)
  for (let j = shareBegin(team, n), end = shareEnd(team, n); j < end; j++) {
    fillVector(cell(out, n, 0, j), 0, n)
    for (let i = 0; i < n; i++) {
      const value = i < n - kept ? noise : max(at(values, i), least)
      addScaled(cell(out, n, 0, j), load<f64>(cell(vectors, n, j, i)) / value, cell(vectors, n, 0, i), n)
    }
  }
}

/** P_ij → −P_ij/P_jj, 0 on the diagonal and for sensors that do not vary. */
function coefficientsOf(precision: usize, n: i32, j: i32, spread: usize): void {
  const column = cell(precision, n, 0, j)
  const own = at(column, j)
  for (let i = 0; i < n; i++) put(column, i, i == j || at(spread, i) == 0 || at(spread, j) == 0 ? 0 : -at(column, i) / own)
}

/**
 * Coefficients of sensor j on the others by `components` steps. Of a member: covariance with the target (n), direction (n), image R·r (n), and
 * r and p of every step (2 · n · components).
 */
function leastSquares(r: usize, n: i32, j: i32, components: i32, coefficients: usize, work: usize): void {
  const covariance = work, direction = cell(work, n, 0, 1), image = cell(work, n, 0, 2), weights = cell(work, n, 0, 3), loadings = cell(weights, n, 0, components)
  memory.copy(covariance, cell(r, n, 0, j), <usize>n << 3)
  put(covariance, j, 0)
  fillVector(coefficients, 0, n)
  for (let step = 0; step < components; step++) {
    const length = dot(covariance, covariance, n)
    if (!(length > NOISE * NOISE)) return
    memory.copy(direction, covariance, <usize>n << 3)
    for (let before = 0; before < step; before++)
      addScaled(direction, -dot(cell(loadings, n, 0, before), covariance, n), cell(weights, n, 0, before), n)
    for (let i = 0; i < n; i++) put(image, i, i == j ? 0 : dot(cell(r, n, 0, i), direction, n))
    const squares = dot(direction, image, n)
    if (!(squares > NOISE * length)) return
    const share = dot(direction, covariance, n) / squares
    memory.copy(cell(weights, n, 0, step), direction, <usize>n << 3)
    memory.copy(cell(loadings, n, 0, step), image, <usize>n << 3)
    scaleBy(cell(loadings, n, 0, step), 1 / squares, n)
    addScaled(coefficients, share, direction, n)
    addScaled(covariance, -share, image, n)
  }
}

@inline function plsSteps(cols: i32, components: i32): i32 { return min(components > 0 ? components : PLS_COMPONENTS, cols - 1) }

/** Residuals of the standardised rows [begin, begin + 48): NaN where x is missing. */
function tileResiduals(x: usize, z: usize, rows: i32, cols: i32, begin: i32, center: usize, coefficients: usize, out: usize, member: usize): void {
  const count = min(TILE_ROWS, rows - begin)
  const expected = tileColumn(member, cols)
  for (let c = 0; c < cols; c++) {
    fillVector(tileColumn(member, c), 0, TILE_ROWS)
    memory.copy(tileColumn(member, c), z + ((<usize>c * rows + begin) << 3), <usize>count << 3)
  }
  tileProduct(member, cols, coefficients, 8, <usize>cols << 3, cols, expected)
  for (let c = 0; c < cols; c++) {
    const offset = (<usize>c * rows + begin) << 3
    for (let r = 0; r < count; r++) {
      const residual = at(tileColumn(member, c), r) - at(tileColumn(expected, c), r)
      put(out + offset, r, isObserved(at(x + offset, r) - at(center, c)) ? residual : NaN)
    }
  }
}

/** Robust scale of one sensor's standardised residuals. */
function residualScale(residuals: usize, rows: i32, own: usize): f64 {
  const count = observe(residuals, rows, own)
  if (count == 0) return NaN
  const middle = medianOfRun(observedAt(residuals, rows, count, own), count, workOf(own, rows))
  const deviation = deviationOfColumn(residuals, rows, count, middle, own)
  for (let r = 0; r < rows; r++) if (!isObserved(at(residuals, r))) put(residuals, r, 0)
  return max(max(NORMAL_MAD * deviation, RMS_SHARE * rootMeanSquare(residuals, rows, <f64>count)), LEAST_SCALE)
}

/** Coefficients of column j from standardised units to those of x, and the scale too. */
function inUnits(cols: i32, j: i32, spread: usize, coefficients: usize, scale: f64): f64 {
  const column = cell(coefficients, cols, 0, j)
  const own = at(spread, j)
  let fits = own > 0 && isObserved(scale * own)
  for (let i = 0; i < cols; i++) {
    const value = at(column, i) == 0 ? 0 : (at(column, i) * own) / at(spread, i)
    put(column, i, isObserved(value) ? value : NaN)
    fits = fits && isObserved(value)
  }
  return fits ? scale * own : NaN
}

@inline function memberBytes(rows: i32, cols: i32, components: i32): f64 {
  return max(max(<f64>columnScratchBytes(rows), 2 * <f64>cols * <f64>TILE_COLUMN), 8 * <f64>cols * (3 + 2 * <f64>plsSteps(cols, components)))
}

/** Bytes: Z, residuals, R, spreads, and the largest of what the stages take. */
export function omrFitScratch(teamSize: i32, rows: i32, cols: i32, method: i32, ridge: f64, components: i32): f64 {
  const square = 8 * <f64>cols * cols
  const stage = max(gramScratch(teamSize, rows, cols), max(precisionBytes(teamSize, cols), square + 8 * <f64>cols + symmetricEigenBytes(teamSize, cols)))
  return 16 * <f64>rows * cols + square + 8 * <f64>cols + 64 + max(stage, <f64>teamSize * (memberBytes(rows, cols, components) + 16))
}

/** R → coefficients in standardised units, by columns. */
function fitCoefficients(team: usize, r: usize, cols: i32, method: i32, ridge: f64, components: i32, spread: usize, out: usize, rest: usize, member: usize): void {
  if (method == PLS) {
    for (let j = shareBegin(team, cols), end = shareEnd(team, cols); j < end; j++)
      leastSquares(r, cols, j, plsSteps(cols, components), cell(out, cols, 0, j), member)
    return
  }
  if (method == PCA) {
    const values = rest, vectors = cell(values, cols, 0, 1)
    symmetricEigen(team, r, cols, values, vectors, cell(vectors, cols, 0, cols))
    barrier(team)
    probabilisticPrecision(team, cols, components, values, vectors, out)
  } else {
    if (rank(team) == 0) for (let j = 0; j < cols; j++) store<f64>(cell(r, cols, j, j), load<f64>(cell(r, cols, j, j)) + ridge)
    barrier(team)
    invertPositive(team, r, cols, out, rest)
  }
  for (let j = shareBegin(team, cols), end = shareEnd(team, cols); j < end; j++) coefficientsOf(out, cols, j, spread)
}

/** x rows × cols → center cols, coefficients cols × cols (column j predicts sensor j), scale cols. */
export function omrFit(team: usize, x: usize, rows: i32, cols: i32, method: i32, ridge: f64, components: i32,
  center: usize, coefficients: usize, scale: usize, scratch: usize): void {
  const matrix = (<usize>rows * cols) << 3
  const z = scratch, residuals = z + matrix, r = residuals + matrix, spread = cell(r, cols, 0, cols)
  const rest = (spread + (<usize>cols << 3) + 15) & ~15
  const member = rest + <usize>rank(team) * ((<usize>memberBytes(rows, cols, components) + 15) & ~15)
  const first = shareBegin(team, cols), last = shareEnd(team, cols)
  for (let c = first; c < last; c++) {
    const offset = (<usize>c * rows) << 3
    put(center, c, blockedMean(x + offset, rows))
    put(spread, c, standardise(x + offset, rows, at(center, c), z + offset))
  }
  barrier(team)
  gram(team, z, rows, cols, r, rest)
  barrier(team)
  for (let c = first; c < last; c++) scaleBy(cell(r, cols, 0, c), 1 / <f64>max(rows - 1, 1), cols)
  barrier(team)
  fitCoefficients(team, r, cols, method, ridge, components, spread, coefficients, rest, member)
  barrier(team)
  const tiles = (rows + TILE_ROWS - 1) / TILE_ROWS
  for (let tile = shareBegin(team, tiles), end = shareEnd(team, tiles); tile < end; tile++)
    tileResiduals(x, z, rows, cols, tile * TILE_ROWS, center, coefficients, residuals, member)
  barrier(team)
  for (let c = first; c < last; c++) {
    const own = at(spread, c) > 0 ? residualScale(residuals + ((<usize>c * rows) << 3), rows, member) : NaN
    put(scale, c, inUnits(cols, c, spread, coefficients, own))
  }
}
