import { defineKernel } from '../kernel/define.ts'
import { exact, number } from '../kernel/definition.ts'
import { rolling } from '../kernel/rolling.ts'
import { perValue, rollingArgs, sameShape } from '../kernel/shapes.ts'
import * as reference from '../reference/rolling/order.ts'

const family = 'rolling'

/**
 * Median of each trailing window: rows × cols, in the unit of x; NaN where fewer than max(1, minPeriods) values were observed. Exact;
 * of an even count it is the mean of the middle two, which does not overflow.
 *
 * Raises RangeError for a window below 1 or minPeriods outside 0 … window. Cost: about 5 ns a value at window 16, 15 at 64, at most 30 (60 where
 * outliers spoil the sort), O(rows · cols) beyond 112 rows; near missing values up to there O(rows · cols · window). Equals
 * `DataFrame.rolling(window, min_periods).median()` of pandas; the sign of a zero is free. Sources: Adams 2021, "Fast median filters using
 * separable sorting networks"; for long windows Suomela 2014, "Median Filtering is Equivalent to Sorting".
 */
export const rollingMedian = rolling({
  name: 'rollingMedian',
  out: sameShape('Median of each window.'),
  ns: 5,
  equals: exact,
  reference: reference.rollingMedian,
})

/**
 * Quantile of each trailing window, interpolated linearly between the two values around position q · (n − 1): rows × cols, in the unit of
 * x; NaN where fewer than max(1, minPeriods) values were observed. Two roundings, none where the position is whole.
 *
 * Raises RangeError for a window below 1, minPeriods outside 0 … window or q outside 0 … 1. Cost: as `rollingMedian`.
 * Equals `DataFrame.rolling(window, min_periods).quantile(q)` of pandas; the sign of a zero is free.
 */
export const rollingQuantile = defineKernel({
  name: 'rollingQuantile',
  family,
  args: { ...rollingArgs, q: number('Which quantile: 0 is the least value, 0.5 the median, 1 the greatest.', { min: 0, max: 1 }) },
  out: sameShape('Quantile of each window.'),
  scratch: 'rollingQuantileScratch',
  cost: perValue(5),
  columnwise: true,
  equals: exact,
  reference: reference.rollingQuantile,
})

/**
 * Median absolute deviation of each trailing window from that window's own median, raw (not multiplied by 1.4826): rows × cols, in the unit
 * of x; NaN where fewer than max(1, minPeriods) values were observed, 0 where more than half of the window is equal. It is not the rolling
 * median of |x − rolling median|, which measures each row against another median.
 *
 * Raises RangeError for a window below 1 or minPeriods outside 0 … window. Cost: twice to three times that of `rollingMedian`; beyond 112 rows
 * O(rows · cols) as long as the median moves little from row to row, at worst O(rows · cols · window).
 * Equals `DataFrame.rolling(window, min_periods).apply(lambda w: np.nanmedian(np.abs(w - np.nanmedian(w))))` of pandas.
 */
export const rollingMad = rolling({
  name: 'rollingMad',
  out: sameShape('Median absolute deviation of each window.'),
  ns: 14,
  equals: exact,
  reference: reference.rollingMad,
})
