import { defineKernel } from '../kernel/define.ts'
import { matrix, relative } from '../kernel/definition.ts'
import * as reference from '../reference/linalg/symmetric.ts'

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
