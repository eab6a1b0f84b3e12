import { defineKernel } from '../kernel/define.ts'
import { int, matrix, relative } from '../kernel/definition.ts'
import * as reference from '../reference/linalg/products.ts'

const family = 'linalg'

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
  reference: reference.gemm,
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
  reference: reference.pairwiseDistances,
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
  reference: reference.argminDistances,
})
