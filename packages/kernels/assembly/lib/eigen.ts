// Eigenvalues and eigenvectors of a symmetric matrix.
//
// Householder reflections make it tridiagonal, their product is formed, and QL steps with implicit Wilkinson shifts
// turn that product into the eigenvectors (Bowdler, Martin, Reinsch and Wilkinson, "The QR and QL algorithms for
// symmetric matrices", Numerische Mathematik 11, 1968). Every step is orthogonal, so eigenvalues are within a small
// multiple of n · 2⁻⁵³ · the largest one in absolute value, and vectors are orthonormal to n · 2⁻⁵³. All inner loops
// run down contiguous columns. Cost: about 9 n³ flops.
//
// work     n × n: lower triangle of the matrix, then column k holds reflector k below its diagonal
// vectors  n × n: product of the reflectors, then the eigenvectors
// values   n: diagonal, then eigenvalues
// offDiagonal, factors, product   n each

import { addScaled, dot, fillVector, powerOfTwoFor, rotate, scaleBy, swap } from './vectors'

/** QL steps allowed for one eigenvalue; two are usual, and the published programs give up after 30. */
const MAX_STEPS: i32 = 60
/** Half a unit in the last place of 1. */
const ROUNDING: f64 = 1.1102230246251565e-16
/** Squares that sum to less are nothing beside a matrix scaled to a largest entry near 1, and would lose digits. */
const NEGLIGIBLE: f64 = 1e-290

@inline function cell(a: usize, n: i32, row: i32, col: i32): usize { return a + ((<usize>col * n + row) << 3) }
@inline function at(values: usize, i: i32): f64 { return load<f64>(values + (<usize>i << 3)) }
@inline function put(values: usize, i: i32, value: f64): void { store<f64>(values + (<usize>i << 3), value) }

/** Largest absolute value of the lower triangle; NaN if one is not finite. */
function largestBelow(a: usize, n: i32): f64 {
  let largest: f64 = 0
  for (let j = 0; j < n; j++)
    for (let i = j; i < n; i++) {
      const size = abs(load<f64>(cell(a, n, i, j)))
      if (!(size < Infinity)) return NaN
      largest = max(largest, size)
    }
  return largest
}

/**
 * Turns x of `length` entries into the reflector v, v_0 = 1, for which (I − f·v·vᵀ) x = (result, 0, …, 0); the factor
 * f goes to `factor`.
 */
function reflector(x: usize, length: i32, factor: usize): f64 {
  const first = load<f64>(x)
  const rest = dot(x + 8, x + 8, length - 1)
  store<f64>(x, 1)
  store<f64>(factor, 0)
  if (rest < NEGLIGIBLE) return first
  const norm = sqrt(first * first + rest)
  const result = first > 0 ? -norm : norm
  scaleBy(x + 8, 1 / (first - result), length - 1)
  store<f64>(factor, (result - first) / result)
  return result
}

/** product = S·v for the symmetric S of order `length` whose lower triangle starts at `corner`. */
function multiplySymmetric(corner: usize, n: i32, length: i32, v: usize, product: usize): void {
  fillVector(product, 0, length)
  for (let j = 0; j < length; j++) {
    const column = cell(corner, n, j, j)
    const below = length - j - 1
    put(product, j, at(product, j) + (load<f64>(column) * at(v, j) + dot(column + 8, v + (<usize>(j + 1) << 3), below)))
    addScaled(product + (<usize>(j + 1) << 3), at(v, j), column + 8, below)
  }
}

/** S ← H·S·H in the lower triangle, H = I − f·v·vᵀ: S − v·wᵀ − w·vᵀ with w = f·S·v − (f²/2)(vᵀS v)·v. */
function reflectBoth(corner: usize, n: i32, length: i32, v: usize, factor: f64, product: usize): void {
  multiplySymmetric(corner, n, length, v, product)
  scaleBy(product, factor, length)
  addScaled(product, -0.5 * factor * dot(product, v, length), v, length)
  for (let j = 0; j < length; j++) {
    const column = cell(corner, n, j, j)
    const start = <usize>j << 3
    addScaled(column, -at(v, j), product + start, length - j)
    addScaled(column, -at(product, j), v + start, length - j)
  }
}

function tridiagonalise(work: usize, n: i32, values: usize, offDiagonal: usize, factors: usize, product: usize): void {
  for (let k = 0; k < n - 1; k++) {
    put(values, k, load<f64>(cell(work, n, k, k)))
    const v = cell(work, n, k + 1, k)
    const length = n - k - 1
    put(offDiagonal, k, reflector(v, length, factors + (<usize>k << 3)))
    if (at(factors, k) != 0) reflectBoth(cell(work, n, k + 1, k + 1), n, length, v, at(factors, k), product)
  }
  put(values, n - 1, load<f64>(cell(work, n, n - 1, n - 1)))
  put(offDiagonal, n - 1, 0)
}

/** vectors = H_0 · H_1 · …, applied from the last so that each touches only what it can change. */
function formProduct(work: usize, n: i32, factors: usize, vectors: usize): void {
  for (let j = 0; j < n; j++) {
    fillVector(cell(vectors, n, 0, j), 0, n)
    store<f64>(cell(vectors, n, j, j), 1)
  }
  for (let k = n - 2; k >= 0; k--) {
    const factor = at(factors, k)
    if (factor == 0) continue
    const v = cell(work, n, k + 1, k)
    for (let j = k + 1; j < n; j++) {
      const column = cell(vectors, n, k + 1, j)
      addScaled(column, -factor * dot(v, column, n - k - 1), v, n - k - 1)
    }
  }
}

/** First index from `begin` after which the off-diagonal entry is negligible beside its neighbours or `size`. */
function blockEnd(values: usize, offDiagonal: usize, begin: i32, n: i32, size: f64): i32 {
  let end = begin
  while (end < n - 1 && abs(at(offDiagonal, end)) > ROUNDING * max(size, abs(at(values, end)) + abs(at(values, end + 1)))) end++
  return end
}

/** One QL step on the unreduced block begin … end, shifted by the eigenvalue of its leading 2 × 2 nearest its corner. */
function stepQl(values: usize, offDiagonal: usize, begin: i32, end: i32, n: i32, vectors: usize): void {
  const corner = at(values, begin), coupling = at(offDiagonal, begin)
  const half = (at(values, begin + 1) - corner) / (2 * coupling)
  const root = sqrt(half * half + 1)
  let bulge = at(values, end) - corner + coupling / (half + (half < 0 ? -root : root))
  let sine: f64 = 1, cosine: f64 = 1, shift: f64 = 0
  for (let i = end - 1; i >= begin; i--) {
    const over = sine * at(offDiagonal, i), along = cosine * at(offDiagonal, i)
    const length = sqrt(over * over + bulge * bulge)
    put(offDiagonal, i + 1, length)
    if (length == 0) {
      put(values, i + 1, at(values, i + 1) - shift)
      put(offDiagonal, end, 0)
      return
    }
    sine = over / length
    cosine = bulge / length
    const next = at(values, i + 1) - shift
    const mixed = (at(values, i) - next) * sine + 2 * cosine * along
    shift = sine * mixed
    put(values, i + 1, next + shift)
    bulge = cosine * mixed - along
    rotate(cell(vectors, n, 0, i), cell(vectors, n, 0, i + 1), cosine, sine, n)
  }
  put(values, begin, corner - shift)
  put(offDiagonal, begin, bulge)
  put(offDiagonal, end, 0)
}

/**
 * False if an eigenvalue did not converge. What is negligible is measured against the part already passed too, as in
 * EISPACK's tql2: the noise below a few large eigenvalues (a singular matrix) would else take steps without end.
 */
function diagonalise(values: usize, offDiagonal: usize, n: i32, vectors: usize): bool {
  let size: f64 = 0
  for (let k = 0; k < n; k++) {
    size = max(size, abs(at(values, k)) + abs(at(offDiagonal, k)))
    for (let steps = 0; ; steps++) {
      const end = blockEnd(values, offDiagonal, k, n, size)
      if (end == k) break
      if (steps == MAX_STEPS) return false
      stepQl(values, offDiagonal, k, end, n, vectors)
    }
  }
  return true
}

function sortAscending(values: usize, n: i32, vectors: usize): void {
  for (let k = 0; k < n - 1; k++) {
    let least = k
    for (let i = k + 1; i < n; i++) if (at(values, i) < at(values, least)) least = i
    if (least == k) continue
    swap(values + (<usize>k << 3), values + (<usize>least << 3), 1)
    swap(cell(vectors, n, 0, k), cell(vectors, n, 0, least), n)
  }
}

/** Turns a vector so that its component of largest magnitude (the first of equals) is positive. */
function fixSign(vector: usize, n: i32): void {
  let largest: f64 = 0
  for (let i = 0; i < n; i++) if (abs(at(vector, i)) > abs(largest)) largest = at(vector, i)
  if (largest < 0) scaleBy(vector, -1, n)
}

/** Bytes of scratch that `symmetricEigen` needs. */
export function symmetricEigenBytes(n: i32): f64 { return 8 * (<f64>n * n + 3 * <f64>n) }

/**
 * Eigenvalues ascending and eigenvectors, one a column, of the n × n matrix whose lower triangle `a` holds. All NaN if
 * an entry of that triangle is not finite or a value did not converge.
 */
export function symmetricEigen(a: usize, n: i32, values: usize, vectors: usize, scratch: usize): void {
  const largest = largestBelow(a, n)
  const work = scratch
  const offDiagonal = cell(work, n, 0, n), factors = offDiagonal + (<usize>n << 3), product = factors + (<usize>n << 3)
  let converged = n > 0 && largest == largest
  if (converged) {
    const scale = powerOfTwoFor(largest)
    for (let j = 0; j < n; j++) for (let i = j; i < n; i++) store<f64>(cell(work, n, i, j), load<f64>(cell(a, n, i, j)) * scale)
    tridiagonalise(work, n, values, offDiagonal, factors, product)
    formProduct(work, n, factors, vectors)
    converged = diagonalise(values, offDiagonal, n, vectors)
    scaleBy(values, 1 / scale, n)
  }
  if (!converged) {
    fillVector(values, NaN, n)
    for (let j = 0; j < n; j++) fillVector(cell(vectors, n, 0, j), NaN, n)
    return
  }
  sortAscending(values, n, vectors)
  for (let j = 0; j < n; j++) fixSign(cell(vectors, n, 0, j), n)
}
