import { defineKernel } from './kernel/define.ts'
import { exact } from './kernel/definition.ts'
import { histories, perColumn, perValue } from './kernel/shapes.ts'
import * as reference from './reference/robust.ts'

const columns = { x: histories } as const
const family = 'robust'

/**
 * Median of the observed values of each column: cols numbers in the unit of x; NaN for a column without any. Exact; of an even count it is
 * the mean of the middle two, which does not overflow.
 *
 * Raises nothing of its own. Cost: O(rows · cols) whatever the values are; about 1.5 ns a value from 640 rows on, 5 ns below.
 * Equals `numpy.nanmedian(x, axis=0)`; the sign of a zero is free. Method: Floyd and Rivest, CACM 18 (1975).
 */
export const median = defineKernel({
  name: 'median',
  family,
  args: columns,
  out: perColumn('Median of each column.'),
  scratch: 'medianScratch',
  cost: perValue(2),
  columnwise: true,
  equals: exact,
  reference: reference.median,
})

/**
 * Median absolute deviation of the observed values of each column from the column's median, raw (not multiplied by 1.4826): cols numbers
 * in the unit of x; NaN for a column without any, 0 where more than half of the values are equal.
 *
 * Raises nothing of its own. Cost: twice to three times that of `median`. Equals `numpy.nanmedian(abs(x - numpy.nanmedian(x, axis=0)), axis=0)`.
 */
export const mad = defineKernel({
  name: 'mad',
  family,
  args: columns,
  out: perColumn('Median absolute deviation of each column.'),
  scratch: 'madScratch',
  cost: perValue(4),
  columnwise: true,
  equals: exact,
  reference: reference.mad,
})
