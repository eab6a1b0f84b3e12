import { exact } from '../kernel/definition.ts'
import { rolling } from '../kernel/rolling.ts'
import { interleaved, sameShape } from '../kernel/shapes.ts'
import * as reference from '../reference/rolling/extrema.ts'

/**
 * Least value of each trailing window: rows × cols, in the unit of x; NaN where fewer than max(1, minPeriods) values were observed. Exact.
 *
 * Raises RangeError for a window below 1 or minPeriods outside 0 … window. Cost: O(rows · cols · log window), about 1.5 ns a value.
 * Equals `DataFrame.rolling(window, min_periods).min()` of pandas; the sign of a zero is free.
 */
export const rollingMin = rolling({
  name: 'rollingMin',
  out: sameShape('Least value of each window.'),
  ns: 1.5,
  equals: exact,
  reference: reference.rollingMin,
})

/**
 * Greatest value of each trailing window: rows × cols, in the unit of x; NaN where fewer than max(1, minPeriods) values were observed. Exact.
 *
 * Raises RangeError for a window below 1 or minPeriods outside 0 … window. Cost: O(rows · cols · log window), about 1.5 ns a value.
 * Equals `DataFrame.rolling(window, min_periods).max()` of pandas; the sign of a zero is free.
 */
export const rollingMax = rolling({
  name: 'rollingMax',
  out: sameShape('Greatest value of each window.'),
  ns: 1.5,
  equals: exact,
  reference: reference.rollingMax,
})

/**
 * Least and greatest value of each trailing window: rows × 2·cols, columns interleaved (min of column 0, max of column 0, min of
 * column 1, …), in the unit of x; each as `rollingMin` and `rollingMax` give it, faster than the two calls. Exact.
 *
 * Raises RangeError for a window below 1 or minPeriods outside 0 … window. Cost: O(rows · cols · log window), about 2.5 ns a value.
 * Equals `DataFrame.rolling(window, min_periods).agg(['min', 'max'])` of pandas; the sign of a zero is free.
 */
export const rollingMinMax = rolling({
  name: 'rollingMinMax',
  out: interleaved('Least and greatest value, columns interleaved.'),
  ns: 3,
  equals: exact,
  reference: reference.rollingMinMax,
})
