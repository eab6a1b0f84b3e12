import { defineKernel } from '../kernel/define.ts'
import { int, matrix, relative } from '../kernel/definition.ts'
import * as factorizations from '../reference/linalg/factorizations.ts'
import * as products from '../reference/linalg/products.ts'
import * as reference from '../reference/linalg/symmetric.ts'
import * as tall from '../reference/linalg/tall.ts'

const family = 'linalg'
const x = matrix('Any matrix; a value that is not finite is missing.')

/**
 * Gram matrix XᵀX of a rows × cols matrix: cols × cols, symmetric to the last bit, in the squared unit of x. Entry (i, j) is
 * Σ x_ri·x_rj over the rows where both are observed; a pair of columns without a common row gives 0.
 *
 * Error: at most (130 + rows/256)·2^-53 of Σ |x_ri·x_rj|. Cost: 9/16·rows·cols² multiply-adds. Equals `x.T @ x` of NumPy with missing
 * values set to 0.
 */
export const gram = defineKernel({
  name: 'gram',
  family,
  args: { x },
  out: { out: { shape: ['cols', 'cols'], doc: 'XᵀX.' } },
  scratch: 'gramScratch',
  cost: { ns: 0.04, per: ['rows', 'cols', 'cols'] },
  equals: relative(1e-12),
  reference: reference.gram,
})

/**
 * Eigenvalues and eigenvectors of a symmetric n × n matrix: `values` ascending (n), `vectors` n × n, column k the unit vector of value k,
 * its component of largest magnitude positive (the first of equals). Only the lower triangle is read. If an entry of it is not finite
 * the matrix has no eigenvalues and every output is NaN; so it is if a value did not converge in 60 steps, which has not been seen.
 *
 * Raises RangeError if `a` is not square. Error: a small multiple of n·2^-53 of the largest |value|; vectors of values closer than that
 * are any orthonormal basis of their space. Cost: about 9 n³ flops, all but 4/3 n³ shared by the team; portable
 * SIMD has no fused multiply-add, so LAPACK is up to twice as fast. Equals `numpy.linalg.eigh` but for the signs.
 * Method: Bowdler, Martin, Reinsch and Wilkinson, Numerische Mathematik 11 (1968).
 */
export const eigh = defineKernel({
  name: 'eigh',
  family,
  args: { a: matrix('A symmetric matrix; its lower triangle is read.', 'n', 'n') },
  out: {
    values: { shape: ['n'], doc: 'Eigenvalues, ascending.' },
    vectors: { shape: ['n', 'n'], doc: 'Eigenvectors, one a column.' },
  },
  scratch: 'eighScratch',
  cost: { ns: 1.5, per: ['n', 'n', 'n'] },
  equals: relative(1e-10),
  reference: reference.eigh,
})

/**
 * Product A·B of a rows × inner and an inner × cols matrix: rows × cols, entry (i, j) = Σ_k a_ik·b_kj, in the product of their units. A
 * value that is not finite makes its row (of a) or its column (of b) of the product NaN; a sum that overflows is ±Infinity, or NaN where
 * both signs meet.
 *
 * Raises RangeError unless `b` has as many rows as `a` has columns. Error: at most (256 + inner/256)·2^-53 of Σ |a_ik·b_kj|. Cost:
 * rows·inner·cols multiply-adds, shared by the team. Portable SIMD has no fused multiply-add and two lanes, so a BLAS written for the machine
 * is up to twice as fast. Equals `a @ b` of NumPy. Method: packed panels, Goto and van de Geijn, ACM TOMS 34 (2008).
 */
export const gemm = defineKernel({
  name: 'gemm',
  family,
  args: {
    a: matrix('Left factor.', 'rows', 'inner'),
    b: matrix('Right factor, with a row for each column of a.', 'inner', 'cols'),
  },
  out: { out: { shape: ['rows', 'cols'], doc: 'A·B.' } },
  scratch: 'gemmScratch',
  cost: { ns: 0.07, per: ['rows', 'inner', 'cols'] },
  equals: relative(1e-12),
  reference: products.gemm,
})

const from = matrix('Rows to measure the distance from; one with a value that is not finite has none.')
const points = matrix('Points to measure the distance to, one a row.', 'points', 'cols')

/**
 * Distance of each row of x to each row of y, rows × points: `metric` 0 Euclidean, 1 squared Euclidean, 2 city block (Σ |x − y|), in the
 * unit of x (or its square). A row with a value that is not finite has NaN distances. The Euclidean distance is right for every finite
 * input (squares that leave the range of a double are scaled); the squared one may be infinite or 0 where it rounds so.
 *
 * Raises RangeError unless `y` has the columns of x. Error: at most (cols/2 + 2)·2^-53 of the distance (metric 1 and 2: cols + 2), of near
 * points far from 0 too: differences are taken before they are squared. Cost: rows·points·cols differences, shared by the team. Equals
 * `scipy.spatial.distance.cdist(x, y, metric)`.
 */
export const pairwiseDistances = defineKernel({
  name: 'pairwiseDistances',
  family,
  args: {
    x: from,
    y: points,
    metric: int('0 Euclidean, 1 squared Euclidean, 2 city block.', { min: 0, max: 2, default: 0 }),
  },
  out: { out: { shape: ['rows', 'points'], doc: 'Distance of row i of x to row j of y.' } },
  scratch: 'pairwiseDistancesScratch',
  cost: { ns: 0.15, per: ['rows', 'points', 'cols'] },
  equals: relative(1e-12),
  reference: products.pairwiseDistances,
})

/**
 * The nearest row of y to each row of x: `index`, from 0, the first of equals, and its Euclidean `distance`, as pairwiseDistances has it. A
 * row of y with a value that is not finite is passed over; where x has such a value, or every row of y, both are NaN.
 *
 * Raises RangeError unless `y` has the columns of x. Error: (cols/2 + 2)·2^-53 of the distance; of points that near to each other in distance either
 * may be taken. Cost: rows·points·cols differences; memory for y once more, never for the table. Equals `cdist(x, y)` of SciPy with
 * `argmin(axis=1)` and `min(axis=1)`.
 */
export const argminDistances = defineKernel({
  name: 'argminDistances',
  family,
  args: { x: from, y: points },
  out: {
    index: { shape: ['rows'], doc: 'Row of y that is nearest.' },
    distance: { shape: ['rows'], doc: 'Euclidean distance to it.' },
  },
  scratch: 'argminDistancesScratch',
  cost: { ns: 0.15, per: ['rows', 'points', 'cols'] },
  equals: relative(1e-12),
  reference: products.argminDistances,
})

const square = matrix('A square matrix.', 'n', 'n')

/**
 * Lower triangular L with a positive diagonal and A = L·Lᵀ, n × n with zeros above the diagonal, in the root of the unit of a. Only the lower
 * triangle of a is read. If it holds a value that is not finite, or is not positive definite to rounding (a pivot is not above 0), every
 * value is NaN: test one of them. NumPy raises LinAlgError there.
 *
 * Raises RangeError if `a` is not square. Error: L·Lᵀ is within (n + 3)·2^-53·√(a_ii·a_jj) of A. Cost: n³/6 multiply-adds, shared by the
 * team. Equals `numpy.linalg.cholesky`. Method: right-looking by panels; Higham, Accuracy and Stability of Numerical Algorithms (2002), ch. 10.
 */
export const cholesky = defineKernel({
  name: 'cholesky',
  family,
  args: { a: matrix('A symmetric positive definite matrix; its lower triangle is read.', 'n', 'n') },
  out: { out: { shape: ['n', 'n'], doc: 'L, zero above the diagonal.' } },
  scratch: 'choleskyScratch',
  cost: { ns: 0.03, per: ['n', 'n', 'n'] },
  equals: relative(1e-10),
  reference: factorizations.cholesky,
})

/**
 * X with A·X = B for a square A (n × n) and one or more right-hand sides (n × sides). If A holds a value that is not finite, or is
 * singular to the last bit (a pivot is exactly 0; NumPy raises LinAlgError), X is NaN; a value of B that is not finite spoils its column.
 * A nearly singular A gives what rounding makes of it, as in NumPy.
 *
 * Raises RangeError unless `a` is square and `b` has its rows. Error: X solves (A + E)·x = b with |E| ≤ 3n·2^-53·|L|·|U| of the
 * factors; the error of x is that times A's condition. Cost: n³/3 + n²·sides multiply-adds, shared by the team. Equals
 * `numpy.linalg.solve`. Method: LU with partial pivoting by panels; Higham (2002), ch. 9.
 */
export const solve = defineKernel({
  name: 'solve',
  family,
  args: { a: square, b: matrix('Right-hand sides, one a column.', 'n', 'sides') },
  out: { out: { shape: ['n', 'sides'], doc: 'Solutions, one a column.' } },
  scratch: 'solveScratch',
  cost: { ns: 0.1, per: ['n', 'n', 'n'] },
  equals: relative(1e-10),
  reference: factorizations.solve,
})

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
  reference: tall.qr,
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
  reference: tall.svd,
})
