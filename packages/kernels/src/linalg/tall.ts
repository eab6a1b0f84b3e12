import { defineKernel } from '../kernel/define.ts'
import { matrix, relative } from '../kernel/definition.ts'
import * as reference from '../reference/linalg/tall.ts'

const family = 'linalg'

const any = matrix('Any matrix of finite values.')
const least = { of: 'rows', atMost: 'cols' } as const

/**
 * Thin QR factors X = Q·R: `q` rows × k with orthonormal columns, `r` k × cols upper triangular (in the unit of x) with a diagonal that is not
 * negative, k = min(rows, cols). The columns of q are orthonormal whatever the rank. If x holds a value that is not finite, both are NaN.
 *
 * Error: ‖QᵀQ − I‖ and each column of X − Q·R, beside that column's norm, at most a small multiple of rows·2^-53. Cost: 4·rows·cols² flops,
 * shared by the team in blocks of rows (from 1,024 rows on). Equals `numpy.linalg.qr` but for the signs. Method: Householder by blocks of
 * rows, TSQR; Demmel, Grigori, Hoemmen and Langou, SIAM J. Sci. Comput. 34 (2012).
 */
export const qr = defineKernel({
  name: 'qr',
  family,
  args: { x: any },
  out: {
    q: { shape: ['rows', least], doc: 'Orthonormal columns.' },
    r: { shape: [least, 'cols'], doc: 'Upper triangular, its diagonal not negative.' },
  },
  scratch: 'qrScratch',
  cost: { ns: 0.5, per: ['rows', 'cols', 'cols'] },
  equals: relative(1e-10),
  reference: reference.qr,
})

/**
 * Thin singular value decomposition X = U·diag(s)·Vᵀ: `u` rows × k and `vh` = Vᵀ k × cols with orthonormal columns and rows (whatever the
 * rank), `s` (k) descending, in the unit of x; k = min(rows, cols). Of each pair of vectors the component of largest magnitude of the right
 * one is positive (the first of equals). If x holds a value that is not finite every output is NaN; so it is if 60 sweeps were not enough, which
 * has not been seen.
 *
 * Error: |s − exact|, ‖X − U·diag(s)·Vᵀ‖ at most a small multiple of rows·2^-53·s_0; vectors of values closer than that are any basis
 * of their space. Cost: 6·rows·cols² flops in blocks of rows shared by the team, then about 64·cols³ on one thread. Portable SIMD has no fused
 * multiply-add, so LAPACK is up to twice as fast. Equals `numpy.linalg.svd(x, full_matrices=False)` but for the signs. Method: TSQR, then
 * one-sided Jacobi; Demmel and Veselić, SIAM J. Matrix Anal. 13 (1992).
 */
export const svd = defineKernel({
  name: 'svd',
  family,
  args: { x: any },
  out: {
    u: { shape: ['rows', least], doc: 'Left singular vectors, one a column.' },
    s: { shape: [least], doc: 'Singular values, descending.' },
    vh: { shape: [least, 'cols'], doc: 'Right singular vectors, one a row.' },
  },
  scratch: 'svdScratch',
  cost: { ns: 0.8, per: ['rows', 'cols', 'cols'] },
  equals: relative(1e-10),
  reference: reference.svd,
})
