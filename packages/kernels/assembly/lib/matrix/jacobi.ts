// Singular value decomposition of a small square matrix by one-sided Jacobi rotations (Hestenes 1958; de Rijk 1989; Demmel and Veselić,
// "Jacobi's method is more accurate than QR", SIAM J. Matrix Anal. 13, 1992): pairs of columns of W = Rᵀ are rotated until all are orthogonal.
//
// Then W = V·Σ, its rotations multiplied are U, and R = U·Σ·Vᵀ. Columns are sorted by norm on the way (de Rijk). V is not W with each column
// divided by its norm, which leaves the null space open: it is Q of W's QR factors, orthonormal whatever the rank.

import { applyHouseholder, factorHouseholder } from './householder'
import { dot, fillVector, largestMagnitude, powerOfTwoFor, rotate, scaleBy, swap } from '../vectors'

/** Sweeps over all pairs; six to ten are usual. */
const MAX_SWEEPS: i32 = 60
const ROUNDING: f64 = 1.1102230246251565e-16
/** A column of a smaller squared norm is nothing beside a matrix scaled to a largest entry near 1. */
const NEGLIGIBLE: f64 = 1e-290
/** Beyond this cotangent 1 is lost beside its square. */
const LARGE_COTANGENT: f64 = 1e9

@inline function column(a: usize, n: i32, k: i32): usize { return a + ((<usize>k * n) << 3) }

/** The norm of a column, for any finite one. */
function normOf(x: usize, n: i32): f64 {
  const square = dot(x, x, n)
  if (square >= NEGLIGIBLE) return sqrt(square)
  const scale = powerOfTwoFor(largestMagnitude(x, n))
  scaleBy(x, scale, n)
  const norm = sqrt(dot(x, x, n)) / scale
  scaleBy(x, 1 / scale, n)
  return norm
}

/** The tangent of the smaller angle whose rotation makes two columns orthogonal. */
function tangentFor(square0: f64, square1: f64, product: f64): f64 {
  const cotangent = (square1 - square0) / (2 * product)
  if (abs(cotangent) > LARGE_COTANGENT) return 0.5 / cotangent
  const root = sqrt(1 + cotangent * cotangent)
  return 1 / (cotangent + (cotangent < 0 ? -root : root))
}

/** Orders columns i < j of W by norm and makes them orthogonal; false if they were, to `tolerance`. */
function rotatePair(w: usize, u: usize, n: i32, i: i32, j: i32, tolerance: f64): bool {
  const wi = column(w, n, i), wj = column(w, n, j)
  let square0 = dot(wi, wi, n), square1 = dot(wj, wj, n)
  if (square0 < square1) {
    swap(wi, wj, n)
    swap(column(u, n, i), column(u, n, j), n)
    const kept = square0
    square0 = square1
    square1 = kept
  }
  if (square1 < NEGLIGIBLE) return false
  const product = dot(wi, wj, n)
  if (abs(product) <= tolerance * sqrt(square0) * sqrt(square1)) return false
  const tangent = tangentFor(square0, square1, product)
  const cosine = 1 / sqrt(1 + tangent * tangent)
  rotate(wi, wj, cosine, cosine * tangent, n)
  rotate(column(u, n, i), column(u, n, j), cosine, cosine * tangent, n)
  return true
}

function orthogonalise(w: usize, u: usize, n: i32): bool {
  // Products of orthogonal columns come out below (n/4 + 3) roundings.
  const tolerance = <f64>(n + 8) * ROUNDING
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    let rotated = false
    for (let i = 0; i < n - 1; i++)
      for (let j = i + 1; j < n; j++) if (rotatePair(w, u, n, i, j, tolerance)) rotated = true
    if (!rotated) return true
  }
  return false
}

function sortDescending(values: usize, w: usize, u: usize, n: i32): void {
  for (let k = 0; k < n - 1; k++) {
    let most = k
    for (let i = k + 1; i < n; i++) if (load<f64>(values + (<usize>i << 3)) > load<f64>(values + (<usize>most << 3))) most = i
    if (most == k) continue
    swap(values + (<usize>k << 3), values + (<usize>most << 3), 1)
    swap(column(w, n, k), column(w, n, most), n)
    swap(column(u, n, k), column(u, n, most), n)
  }
}

/** The signs of R's diagonal on a diagonal. */
function signMatrix(factors: usize, n: i32, to: usize): void {
  fillVector(to, 0, n * n)
  for (let k = 0; k < n; k++) store<f64>(to + ((<usize>k * n + k) << 3), load<f64>(factors + (<usize>(n + k) << 3)) < 0 ? -1 : 1)
}

/** Bytes: W (n × n) and the factors of its QR (2n). */
export function jacobiBytes(n: i32): f64 { return 8 * (<f64>n * <f64>n + 2.0 * <f64>n) }

/** R (n × n, its largest entry near 1) = U·diag(values)·Vᵀ, values descending, U and V orthogonal. False if it did not converge. */
export function jacobiSvd(r: usize, n: i32, u: usize, values: usize, v: usize, scratch: usize): bool {
  const w = scratch
  const factors = column(w, n, n)
  for (let j = 0; j < n; j++)
    for (let i = 0; i < n; i++) {
      store<f64>(column(w, n, j) + (<usize>i << 3), load<f64>(column(r, n, i) + (<usize>j << 3)))
      store<f64>(column(u, n, j) + (<usize>i << 3), i == j ? 1 : 0)
    }
  if (!orthogonalise(w, u, n)) return false
  for (let k = 0; k < n; k++) store<f64>(values + (<usize>k << 3), normOf(column(w, n, k), n))
  sortDescending(values, w, u, n)
  // Each rotation is off a unit length by a rounding; a thousand of them add up.
  for (let k = 0; k < n; k++) scaleBy(column(u, n, k), 1 / normOf(column(u, n, k), n), n)
  factorHouseholder(w, n, n, factors)
  signMatrix(factors, n, v)
  applyHouseholder(w, n, n, factors, v, n)
  return true
}
