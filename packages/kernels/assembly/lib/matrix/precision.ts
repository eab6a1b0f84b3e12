// The inverse of a symmetric positive definite matrix by its Cholesky factor: P = L⁻ᵀ·L⁻¹, columns shared by the team.

import { choleskyScratch, cholesky } from '../../linalg/cholesky'
import { barrier, shareBegin, shareEnd } from '../team'
import { addScaled, cell, dot, fillVector } from '../vectors'

/** Column j of L⁻¹, zero above the diagonal. */
function inverseColumn(l: usize, n: i32, j: i32, to: usize): void {
  fillVector(to, 0, n)
  store<f64>(to + (<usize>j << 3), 1)
  for (let m = j; m < n; m++) {
    const at = to + (<usize>m << 3)
    store<f64>(at, load<f64>(at) / load<f64>(cell(l, n, m, m)))
    addScaled(at + 8, -load<f64>(at), cell(l, n, m + 1, m), n - m - 1)
  }
}

/** Bytes: the factor, its inverse, and what factoring takes. */
export function precisionBytes(teamSize: i32, n: i32): f64 { return 16 * <f64>n * n + choleskyScratch(teamSize, n, n) }

/** a n × n → out n × n, all NaN where `a` is not positive definite. Every member calls it; `out` is ready when it returns. */
export function invertPositive(team: usize, a: usize, n: i32, out: usize, scratch: usize): void {
  const factor = scratch, inverse = factor + ((<usize>n * n) << 3)
  cholesky(team, a, n, n, factor, inverse + ((<usize>n * n) << 3))
  barrier(team)
  for (let j = shareBegin(team, n), end = shareEnd(team, n); j < end; j++) inverseColumn(factor, n, j, cell(inverse, n, 0, j))
  barrier(team)
  for (let j = shareBegin(team, n), end = shareEnd(team, n); j < end; j++)
    for (let i = 0; i <= j; i++) {
      const sum = dot(cell(inverse, n, j, i), cell(inverse, n, j, j), n - j)
      store<f64>(cell(out, n, i, j), sum)
      store<f64>(cell(out, n, j, i), sum)
    }
  barrier(team)
}
