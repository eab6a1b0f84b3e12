// Thin singular value decomposition: X = U·diag(s)·Vᵀ, s descending, U and V with orthonormal columns.
//
// Reference   numpy.linalg.svd(full_matrices=False); signs are fixed here, free there
// Cost        6 · rows · cols² flops for rows ≥ cols, blocks of rows shared by the team, then some 8 sweeps of 8 · cols³ flops on one member
// Error       |s − exact| and ‖X − U·diag(s)·Vᵀ‖ ≤ a small multiple of rows · 2⁻⁵³ · s_0; orthonormal to the same multiple, at any rank
// Missing     a matrix with a value that is not finite has no singular values: every output is NaN
//
// QR by blocks of rows (lib/matrix/tall-qr), the singular values of R by one-sided Jacobi (lib/matrix/jacobi), U = Q·U_R. A wide matrix is transposed on the
// way in and out. Everything is worked on a copy scaled by a power of two, exactly.

import { jacobiBytes, jacobiSvd } from '../lib/matrix/jacobi'
import { applyTall, factorTall, tallQrBytes } from '../lib/matrix/tall-qr'
import { barrier, rank } from '../lib/team'
import { fillVector, largestMagnitude, powerOfTwoFor, scaleBy } from '../lib/vectors'

@inline function square(n: i32): usize { return <usize>n * n << 3 }

/** Makes the largest component (the first of equals) of each right singular vector positive; its left one goes with it. */
function fixSigns(right: usize, rightRows: i32, left: usize, leftRows: i32, n: i32): void {
  for (let k = 0; k < n; k++, right += <usize>rightRows << 3, left += <usize>leftRows << 3) {
    let largest: f64 = 0
    for (let i = 0; i < rightRows; i++) {
      const value = load<f64>(right + (<usize>i << 3))
      if (abs(value) > abs(largest)) largest = value
    }
    if (largest >= 0) continue
    scaleBy(right, -1, rightRows)
    scaleBy(left, -1, leftRows)
  }
}

/** Element (i, j) of a matrix with n columns to to + i · rowStride + j · colStride. */
function putMatrix(from: usize, rows: i32, n: i32, to: usize, rowStride: usize, colStride: usize): void {
  for (let j = 0; j < n; j++)
    for (let i = 0; i < rows; i++, from += 8) store<f64>(to + <usize>i * rowStride + <usize>j * colStride, load<f64>(from))
}

/** Bytes: flag (8), R, U and V of R, Jacobi's, then what lib/matrix/tall-qr needs. */
export function svdScratch(teamSize: i32, rows: i32, cols: i32): f64 {
  const n = min(rows, cols)
  return 8 + 3.0 * <f64>square(n) + jacobiBytes(n) + tallQrBytes(teamSize, max(rows, cols), n)
}

/** x rows × cols → u rows × k, s k, vh k × cols, k = min(rows, cols). */
export function svd(team: usize, x: usize, rows: i32, cols: i32, u: usize, s: usize, vh: usize, scratch: usize): void {
  const wide = rows < cols
  const n = min(rows, cols), height = max(rows, cols)
  const r = scratch + 8, uR = r + square(n), vR = uR + square(n), jacobi = vR + square(n)
  const base = jacobi + <usize>jacobiBytes(n)
  const stride = <usize>rows << 3
  const largest = largestMagnitude(x, rows * cols)
  const scale = powerOfTwoFor(largest)
  let good = largest == largest
  if (good) {
    factorTall(team, x, wide ? stride : 8, wide ? 8 : stride, scale, height, n, r, base)
    if (rank(team) == 0) {
      store<i32>(scratch, i32(jacobiSvd(r, n, uR, s, vR, jacobi)))
      scaleBy(s, 1 / scale, n)
      // The right vectors of a tall matrix are small and known now; of a wide one they are the long ones.
      if (!wide) fixSigns(vR, n, uR, n, n)
    }
    barrier(team)
    good = load<i32>(scratch) != 0
  }
  if (!good) {
    if (rank(team) != 0) return
    fillVector(u, NaN, rows * n)
    fillVector(s, NaN, n)
    fillVector(vh, NaN, n * cols)
    return
  }
  // Wide: Xᵀ = Q·U_R·S·V_Rᵀ, so the long vectors are rows of vh and the small ones are u.
  applyTall(team, uR, n, height, n, wide ? vh : u, wide ? <usize>n << 3 : 8, wide ? 8 : stride, base)
  barrier(team)
  if (rank(team) == 0) {
    if (wide) fixWideSigns(vh, cols, n, vR)
    putMatrix(vR, n, n, wide ? u : vh, wide ? 8 : <usize>n << 3, wide ? stride : 8)
  }
}

/** The same for rows of vh (n × cols) and the columns of V of R, which become u. */
function fixWideSigns(vh: usize, cols: i32, n: i32, left: usize): void {
  const step = <usize>n << 3
  for (let k = 0; k < n; k++, vh += 8, left += step) {
    let largest: f64 = 0
    for (let j = 0; j < cols; j++) {
      const value = load<f64>(vh + <usize>j * step)
      if (abs(value) > abs(largest)) largest = value
    }
    if (largest >= 0) continue
    for (let j = 0; j < cols; j++) store<f64>(vh + <usize>j * step, -load<f64>(vh + <usize>j * step))
    scaleBy(left, -1, n)
  }
}
