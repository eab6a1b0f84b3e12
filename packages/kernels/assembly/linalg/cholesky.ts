// Cholesky factor of a symmetric positive definite matrix: A = L·Lᵀ, L lower triangular with a positive diagonal.
//
// Reference   numpy.linalg.cholesky (lower triangle read, upper ignored)
// Cost        n³/6 multiply-adds, shared by the team; panels of 24 columns by one member
// Error       L·Lᵀ is within (n + 3) · 2⁻⁵³ · √(a_ii · a_jj) of A (Higham, "Accuracy and Stability of Numerical Algorithms", 2002, theorem 10.3)
// Missing     a lower triangle with a value that is not finite, or that is not positive definite, has no factor: the output is NaN
//
// Right-looking, in panels of 24 columns (lib/matrix/panel-update brings the rest up to date), on a copy scaled by a power of four, exactly.

import { BLOCK, subtractProduct, updateBytes } from '../lib/matrix/panel-update'
import { barrier, rank, shareBegin, shareEnd } from '../lib/team'
import { addScaled, cell, divideBy, evenPowerOfTwoFor, fillVector, largestBelow, scaleInto } from '../lib/vectors'


/** Columns [begin, end) of L, given that all before have been subtracted; false if a pivot is not positive. */
function factorPanel(l: usize, n: i32, begin: i32, end: i32): bool {
  for (let j = begin; j < end; j++) {
    const pivot = load<f64>(cell(l, n, j, j))
    if (!(pivot > 0)) return false
    store<f64>(cell(l, n, j, j), sqrt(pivot))
    divideBy(cell(l, n, j + 1, j), sqrt(pivot), n - j - 1)
    for (let c = j + 1; c < end; c++) addScaled(cell(l, n, c, c), -load<f64>(cell(l, n, c, j)), cell(l, n, c, j), n - c)
  }
  return true
}

/** Bytes: whether all went well (8), then what updates need. */
export function choleskyScratch(teamSize: i32, rows: i32, cols: i32): f64 { return 8 + updateBytes(teamSize, rows) }

/** a n × n → out n × n, zero above the diagonal. */
export function cholesky(team: usize, a: usize, n: i32, cols: i32, out: usize, scratch: usize): void {
  const largest = largestBelow(a, n)
  const scale = evenPowerOfTwoFor(largest)
  const begin = shareBegin(team, n), end = shareEnd(team, n)
  for (let j = begin; j < end; j++) scaleInto(cell(out, n, j, j), cell(a, n, j, j), scale * scale, n - j)
  store<i32>(scratch, i32(largest == largest))
  barrier(team)
  const stride = <usize>n << 3
  for (let j = 0; j < n && load<i32>(scratch) != 0; j += BLOCK) {
    const next = min(n, j + BLOCK)
    // Nobody writes the flag while another may still read it for this turn: all of them wait below.
    barrier(team)
    if (rank(team) == 0 && !factorPanel(out, n, j, next)) store<i32>(scratch, 0)
    barrier(team)
    const left = cell(out, n, next, j)
    if (load<i32>(scratch) != 0 && next < n)
      subtractProduct(team, cell(out, n, next, next), left, stride, n - next, left, stride, 8, n - next, next - j, true, scratch + 8)
  }
  const good = load<i32>(scratch) != 0
  for (let j = begin; j < end; j++) {
    fillVector(cell(out, n, 0, j), good ? 0 : NaN, good ? j : n)
    if (good) scaleInto(cell(out, n, j, j), cell(out, n, j, j), 1 / scale, n - j)
  }
}
