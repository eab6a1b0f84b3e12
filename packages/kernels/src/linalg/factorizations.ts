import { defineKernel } from '../kernel/define.ts'
import { matrix, relative } from '../kernel/definition.ts'
import * as reference from '../reference/linalg/factorizations.ts'

const family = 'linalg'

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
  reference: reference.cholesky,
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
  reference: reference.solve,
})
