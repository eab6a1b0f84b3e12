import { defineKernel } from '../kernel/define.ts'
import { relative } from '../kernel/definition.ts'
import { histories, perColumn, perValue } from '../kernel/shapes.ts'
import * as reference from '../reference/robust/moments.ts'

const columns = { x: histories } as const

/**
 * Mean of the observed values of each column: cols numbers in the unit of x; NaN for a column without any.
 * Error: at most about 256 + rows/1024 roundings (2^-53) of the mean of |x|.
 *
 * Raises nothing beyond what any matrix argument does. Cost: O(rows · cols), about 0.5 ns a value. Equals `numpy.nanmean(x, axis=0)`.
 */
export const mean = defineKernel({
  name: 'mean',
  family: 'robust',
  args: columns,
  out: perColumn('Mean of each column.'),
  cost: perValue(0.5),
  columnwise: true,
  equals: relative(1e-12),
  reference: reference.mean,
})

/**
 * Sample standard deviation (ddof 1) of the observed values of each column: cols numbers in the unit of x; NaN for a column with fewer than
 * two, exactly 0 for a constant one. Two passes over differences from a value of the column: an offset costs no digits.
 * Error: at most about 512 + rows/512 roundings (2^-53).
 *
 * Raises nothing beyond what any matrix argument does. Cost: O(rows · cols), about 1.5 ns a value.
 * Equals `numpy.nanstd(x, axis=0, ddof=1)`. Source: Chan, Golub and LeVeque 1983.
 */
export const std = defineKernel({
  name: 'std',
  family: 'robust',
  args: columns,
  out: perColumn('Standard deviation of each column.'),
  cost: perValue(1.5),
  columnwise: true,
  equals: relative(1e-12),
  reference: reference.std,
})
