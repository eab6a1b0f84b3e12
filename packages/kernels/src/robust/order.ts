import { defineKernel } from '../kernel/define.ts'
import { exact, vector } from '../kernel/definition.ts'
import { histories, perColumn, perValue } from '../kernel/shapes.ts'
import * as reference from '../reference/robust/order.ts'

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

/**
 * Quantiles of the observed values of each column, one row a level: levels × cols, in the unit of x; NaN for a column without any. Between
 * the two values around position q · (n − 1), itself rounded once, they are interpolated linearly: a whole position gives a value of the
 * column exactly, any other one the exact value rounded once, so that quantiles never cross.
 *
 * Raises RangeError for an empty q or a level outside 0 … 1. Cost: O(rows · cols) a level, about 1.5 ns a value; from 16 levels on the
 * columns are sorted, about 25 ns a value. Equals `numpy.nanquantile(x, q, axis=0)`, which takes up to three roundings of the larger
 * neighbour; the sign of a zero is free. Method: Floyd and Rivest, CACM 18 (1975).
 */
export const quantiles = defineKernel({
  name: 'quantiles',
  family,
  args: {
    x: histories,
    q: vector('Which quantiles: 0 is the least value, 0.5 the median, 1 the greatest.', 'levels', { min: 0, max: 1 }),
  },
  out: { out: { shape: ['levels', 'cols'], doc: 'Quantiles of each column, in the order of q.' } },
  scratch: 'quantilesScratch',
  cost: { ns: 1.5, per: ['rows', 'cols', 'levels'] },
  columnwise: true,
  equals: exact,
  reference: reference.quantiles,
})

/**
 * Interquartile range of the observed values of each column, quantile ¾ less quantile ¼: cols numbers in the unit of x; NaN for a column
 * without any, 0 for one value, +Inf beyond the largest double. Rounded once, so an offset costs no digits.
 *
 * Raises nothing of its own. Cost: O(rows · cols), about 3 ns a value. Equals `scipy.stats.iqr(x, axis=0, nan_policy='omit')` and
 * `numpy.subtract(*numpy.nanquantile(x, [0.75, 0.25], axis=0))`, which round both quartiles first.
 */
export const iqr = defineKernel({
  name: 'iqr',
  family,
  args: columns,
  out: perColumn('Interquartile range of each column.'),
  scratch: 'iqrScratch',
  cost: perValue(3),
  columnwise: true,
  equals: exact,
  reference: reference.iqr,
})
