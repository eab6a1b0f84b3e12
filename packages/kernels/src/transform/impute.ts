import { defineKernel } from '../kernel/define.ts'
import { exact, int } from '../kernel/definition.ts'
import { histories, perValue, sameShape } from '../kernel/shapes.ts'
import * as reference from '../reference/transform/impute.ts'

const family = 'transform'

/**
 * Each missing value replaced by the median of the column's observed ones: rows × cols, in the unit of x; a column without any stays NaN.
 * The median is that of the rows given: to fill new rows with what was learned, give both the training median.
 *
 * Raises nothing of its own. Exact. Cost: O(rows · cols), about 0.5 ns a value, 4 ns in a column with gaps.
 * Equals `x.fillna(x.median())` of pandas.
 */
export const imputeMedian = defineKernel({
  name: 'imputeMedian',
  family,
  args: { x: histories },
  out: sameShape('The columns, gaps filled with the median.'),
  scratch: 'imputeMedianScratch',
  cost: perValue(3),
  columnwise: true,
  equals: exact,
  reference: reference.imputeMedian,
})

/**
 * Each missing value replaced by the last observed one before it, at most `limit` rows later: rows × cols, in the unit of x. Rows before
 * the first observed value are never filled: they stay NaN, as does what lies beyond the limit.
 *
 * Raises RangeError for a limit below 1. Exact. Cost: O(rows · cols), about 1 ns a value. Equals `x.ffill(limit=limit)` of pandas, whose
 * default, like ours, has no limit.
 */
export const imputeForward = defineKernel({
  name: 'imputeForward',
  family,
  args: {
    x: histories,
    limit: int('Most rows in succession that one value fills; by default all.', { min: 1, max: 2 ** 31 - 1, default: 'rows' }),
  },
  out: sameShape('The columns, gaps filled from before.'),
  cost: perValue(1),
  columnwise: true,
  equals: exact,
  reference: reference.imputeForward,
})
