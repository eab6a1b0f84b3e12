// Thin QR factors: X = Q·R, Q with orthonormal columns, R upper triangular with a diagonal that is not negative.
//
// Reference   numpy.linalg.qr(mode='reduced'); signs are fixed here, free there
// Cost        4 · rows · cols² flops for rows ≥ cols, blocks of rows shared by the team; a matrix of fewer than 1,024 rows is one block
// Error       ‖Qᵀ·Q − I‖ and each column of X − Q·R, beside that column's norm, ≤ a small multiple of rows · 2⁻⁵³ (Higham 2002, theorem 19.4)
// Missing     a matrix with a value that is not finite has no factors: every output is NaN
//
// Householder reflections by blocks of rows (lib/matrix/tall-qr), on a copy scaled by a power of two, exactly.

import { reflectorCount } from '../lib/matrix/householder'
import { applyTall, factorTall, tallQrBytes } from '../lib/matrix/tall-qr'
import { barrier, rank, shareBegin, shareEnd } from '../lib/team'
import { fillVector, largestMagnitude, powerOfTwoFor } from '../lib/vectors'

/** Makes R's diagonal not negative and undoes its scale; W gets the signs on its diagonal. */
function fixSigns(r: usize, steps: i32, cols: i32, scale: f64, w: usize): void {
  fillVector(w, 0, steps * steps)
  for (let k = 0; k < steps; k++) {
    const sign: f64 = load<f64>(r + ((<usize>k * steps + k) << 3)) < 0 ? -1 : 1
    store<f64>(w + ((<usize>k * steps + k) << 3), sign)
    for (let j = k; j < cols; j++) {
      const cell = r + ((<usize>j * steps + k) << 3)
      store<f64>(cell, (load<f64>(cell) * sign) / scale)
    }
  }
}

/** Bytes: the signs, min(rows, cols)², then what lib/matrix/tall-qr needs. */
export function qrScratch(teamSize: i32, rows: i32, cols: i32): f64 {
  const steps = <f64>reflectorCount(rows, cols)
  return 8 * steps * steps + tallQrBytes(teamSize, rows, cols)
}

/** x rows × cols → q rows × k, r k × cols, k = min(rows, cols). */
export function qr(team: usize, x: usize, rows: i32, cols: i32, q: usize, r: usize, scratch: usize): void {
  const steps = reflectorCount(rows, cols)
  const base = scratch + (<usize>steps * steps << 3)
  const stride = <usize>rows << 3
  const largest = largestMagnitude(x, rows * cols)
  if (largest != largest) {
    for (let k = shareBegin(team, steps), end = shareEnd(team, steps); k < end; k++) fillVector(q + <usize>k * stride, NaN, rows)
    if (rank(team) == 0) fillVector(r, NaN, steps * cols)
    return
  }
  const scale = powerOfTwoFor(largest)
  factorTall(team, x, 8, stride, scale, rows, cols, r, base)
  if (rank(team) == 0) fixSigns(r, steps, cols, scale, scratch)
  barrier(team)
  applyTall(team, scratch, steps, rows, cols, q, 8, stride, base)
}
