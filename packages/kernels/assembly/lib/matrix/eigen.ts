// Eigenvalues and eigenvectors of a symmetric matrix.
//
// Householder reflections make it tridiagonal, their product is formed, and QL steps with implicit Wilkinson shifts
// turn that product into the eigenvectors (Bowdler, Martin, Reinsch and Wilkinson, "The QR and QL algorithms for
// symmetric matrices", Numerische Mathematik 11, 1968). Every step is orthogonal, so eigenvalues are within a small
// multiple of n · 2⁻⁵³ · the largest one in absolute value, and vectors are orthonormal to n · 2⁻⁵³. All inner loops
// run down contiguous columns. Cost: about 9 n³ flops.
//
// One member makes the matrix tridiagonal; then all share the columns of the product. The QL steps themselves are n² work: every member takes
// them all, on values of its own, and turns its share of the rows of the vectors, so that nobody waits.
//
// work     n × n: lower triangle of the matrix, then column k holds reflector k below its diagonal
// vectors  n × n: product of the reflectors, then the eigenvectors
// values   n: eigenvalues
// diagonal, offDiagonal, factors, product   n each
// own      for each member: diagonal, offDiagonal, cosines, sines, n each

import { reflectColumns } from './householder'
import { barrier, rank, shareBegin, shareEnd, size } from '../team'
import { addScaled, addScaledAndDot, addTwoScaled, cell, dot, fillVector, largestBelow, powerOfTwoFor, scaleBy, swap } from '../vectors'

/** QL steps allowed for one eigenvalue; two are usual, and the published programs give up after 30. */
const MAX_STEPS: i32 = 60
/** Half a unit in the last place of 1. */
const ROUNDING: f64 = 1.1102230246251565e-16
/** Squares that sum to less are nothing beside a matrix scaled to a largest entry near 1, and would lose digits. */
const NEGLIGIBLE: f64 = 1e-290

@inline function at(values: usize, i: i32): f64 { return load<f64>(values + (<usize>i << 3)) }
@inline function put(values: usize, i: i32, value: f64): void { store<f64>(values + (<usize>i << 3), value) }

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
    const later = <usize>(j + 1) << 3
    const rest = addScaledAndDot(product + later, at(v, j), column + 8, v + later, below)
    put(product, j, at(product, j) + (load<f64>(column) * at(v, j) + rest))
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
    addTwoScaled(column, -at(v, j), product + start, -at(product, j), v + start, length - j)
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

/**
 * This member's columns of H_0 · H_1 · …, four at a time, dealt in turn for the later ones take more. A reflector whose rows of a column are
 * still 0 leaves it as it is.
 */
function formProduct(team: usize, work: usize, n: i32, factors: usize, vectors: usize): void {
  for (let j = rank(team) << 2; j < n; j += size(team) << 2) {
    const last = min(j + 4, n)
    for (let c = j; c < last; c++) {
      fillVector(cell(vectors, n, 0, c), 0, n)
      store<f64>(cell(vectors, n, c, c), 1)
    }
    for (let k = min(last - 2, n - 2); k >= 0; k--)
      reflectColumns(cell(work, n, k + 1, k), n - k - 1, at(factors, k), cell(vectors, n, k + 1, j), <usize>n << 3, last - j)
  }
}

/** First index from `begin` after which the off-diagonal entry is negligible beside its neighbours or `size`. */
function blockEnd(values: usize, offDiagonal: usize, begin: i32, n: i32, size: f64): i32 {
  let end = begin
  while (end < n - 1 && abs(at(offDiagonal, end)) > ROUNDING * max(size, abs(at(values, end)) + abs(at(values, end + 1)))) end++
  return end
}

/**
 * One QL step on the unreduced block begin … end, shifted by the eigenvalue of its leading 2 × 2 nearest its corner. Rotation i, of columns i
 * and i + 1, goes to `cosines` and `sines`; returned is the last one made, from end − 1 down.
 */
function stepQl(values: usize, offDiagonal: usize, begin: i32, end: i32, cosines: usize, sines: usize): i32 {
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
      return i + 1
    }
    sine = over / length
    cosine = bulge / length
    const next = at(values, i + 1) - shift
    const mixed = (at(values, i) - next) * sine + 2 * cosine * along
    shift = sine * mixed
    put(values, i + 1, next + shift)
    bulge = cosine * mixed - along
    put(cosines, i, cosine)
    put(sines, i, sine)
  }
  put(values, begin, corner - shift)
  put(offDiagonal, begin, bulge)
  put(offDiagonal, end, 0)
  return begin
}

/** (left, right) ← (c · left − s · right, s · left + c · right); the new right is stored, the new left carried to the next rotation. */
@inline function turn(left: usize, right: usize, carried: v128, cosines: v128, sines: v128): v128 {
  const value = v128.load(left)
  v128.store(right, f64x2.add(f64x2.mul(sines, value), f64x2.mul(cosines, carried)))
  return f64x2.sub(f64x2.mul(cosines, value), f64x2.mul(sines, carried))
}

/** Rotations last … first, downwards, of eight rows from `row` on: each column is read and written once. */
function turnEight(row: usize, stride: usize, first: i32, last: i32, cosines: usize, sines: usize): void {
  let right = row + <usize>(last + 1) * stride
  let r0 = v128.load(right), r1 = v128.load(right, 16), r2 = v128.load(right, 32), r3 = v128.load(right, 48)
  for (let i = last; i >= first; i--) {
    const left = right - stride
    const c = v128.load64_splat(cosines + (<usize>i << 3)), s = v128.load64_splat(sines + (<usize>i << 3))
    r0 = turn(left, right, r0, c, s); r1 = turn(left + 16, right + 16, r1, c, s)
    r2 = turn(left + 32, right + 32, r2, c, s); r3 = turn(left + 48, right + 48, r3, c, s)
    right = left
  }
  v128.store(right, r0); v128.store(right, r1, 16); v128.store(right, r2, 32); v128.store(right, r3, 48)
}

/** The same of one row. */
function turnOne(row: usize, stride: usize, first: i32, last: i32, cosines: usize, sines: usize): void {
  let right = row + <usize>(last + 1) * stride
  let carried = load<f64>(right)
  for (let i = last; i >= first; i--) {
    const left = right - stride
    const value = load<f64>(left), cosine = at(cosines, i), sine = at(sines, i)
    store<f64>(right, sine * value + cosine * carried)
    carried = cosine * value - sine * carried
    right = left
  }
  store<f64>(right, carried)
}

function turnRows(team: usize, vectors: usize, n: i32, first: i32, last: i32, cosines: usize, sines: usize): void {
  const stride = <usize>n << 3
  const eights = (n + 7) >> 3
  let row = shareBegin(team, eights) << 3
  const end = min(n, shareEnd(team, eights) << 3)
  for (; row + 8 <= end; row += 8) turnEight(vectors + (<usize>row << 3), stride, first, last, cosines, sines)
  for (; row < end; row++) turnOne(vectors + (<usize>row << 3), stride, first, last, cosines, sines)
}

/**
 * False if an eigenvalue did not converge. What is negligible is measured against the part already passed too, as in
 * EISPACK's tql2: the noise below a few large eigenvalues (a singular matrix) would else take steps without end.
 */
function diagonalise(team: usize, values: usize, offDiagonal: usize, n: i32, vectors: usize, cosines: usize, sines: usize): bool {
  let size: f64 = 0
  for (let k = 0; k < n; k++) {
    size = max(size, abs(at(values, k)) + abs(at(offDiagonal, k)))
    for (let steps = 0; ; steps++) {
      const end = blockEnd(values, offDiagonal, k, n, size)
      if (end == k) break
      if (steps == MAX_STEPS) return false
      const first = stepQl(values, offDiagonal, k, end, cosines, sines)
      if (first < end) turnRows(team, vectors, n, first, end - 1, cosines, sines)
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

/** Bytes that a team needs beside its outputs. */
export function symmetricEigenBytes(teamSize: i32, n: i32): f64 { return 8 * (<f64>n * n + 4 * <f64>n + 4 * <f64>teamSize * <f64>n) }

/** The scaled lower triangle made tridiagonal. */
function prepare(a: usize, n: i32, scale: f64, work: usize, diagonal: usize, offDiagonal: usize, factors: usize, product: usize): void {
  for (let j = 0; j < n; j++) for (let i = j; i < n; i++) store<f64>(cell(work, n, i, j), load<f64>(cell(a, n, i, j)) * scale)
  tridiagonalise(work, n, diagonal, offDiagonal, factors, product)
}

/**
 * Eigenvalues ascending and eigenvectors, one a column, of the n × n matrix whose lower triangle `a` holds. All NaN if
 * an entry of that triangle is not finite or a value did not converge. Every member calls it; all is ready when it returns.
 */
export function symmetricEigen(team: usize, a: usize, n: i32, values: usize, vectors: usize, work: usize): void {
  const largest = largestBelow(a, n)
  const scale = powerOfTwoFor(largest)
  const bytes = <usize>n << 3
  const diagonal = cell(work, n, 0, n), offDiagonal = diagonal + bytes, factors = offDiagonal + bytes, product = factors + bytes
  const own = product + bytes + <usize>(rank(team) << 2) * bytes, ownOff = own + bytes
  let converged = n > 0 && largest == largest
  if (converged) {
    if (rank(team) == 0) prepare(a, n, scale, work, diagonal, offDiagonal, factors, product)
    barrier(team)
    formProduct(team, work, n, factors, vectors)
    memory.copy(own, diagonal, bytes)
    memory.copy(ownOff, offDiagonal, bytes)
    barrier(team)
    converged = diagonalise(team, own, ownOff, n, vectors, ownOff + bytes, ownOff + 2 * bytes)
    barrier(team)
  }
  if (rank(team) == 0) finish(own, n, scale, converged, values, vectors)
  barrier(team)
}

/** Puts the values, sorts, fixes the signs; or everything is NaN. */
function finish(found: usize, n: i32, scale: f64, converged: bool, values: usize, vectors: usize): void {
  if (!converged) {
    fillVector(values, NaN, n)
    for (let j = 0; j < n; j++) fillVector(cell(vectors, n, 0, j), NaN, n)
    return
  }
  for (let k = 0; k < n; k++) put(values, k, at(found, k) * (1 / scale))
  sortAscending(values, n, vectors)
  for (let j = 0; j < n; j++) fixSign(cell(vectors, n, 0, j), n)
}
