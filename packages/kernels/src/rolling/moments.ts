import { defineKernel } from '../kernel/define.ts'
import { number, relative } from '../kernel/definition.ts'
import { rolling } from '../kernel/rolling.ts'
import { histories, interleaved, perValue, sameShape } from '../kernel/shapes.ts'
import * as reference from '../reference/rolling/moments.ts'

const family = 'rolling'

/**
 * Mean and sample standard deviation of each trailing window: rows × 2·cols, columns interleaved (mean of column 0, std of column 0,
 * mean of column 1, …), in the unit of x. The halves are those of `rollingMean` and `rollingStd`, bit for bit.
 *
 * Raises RangeError for a window below 1 or minPeriods outside 0 … window. Cost: O(rows · cols · log window), about 4.5 ns a value.
 * Equals `DataFrame.rolling(window, min_periods).agg(['mean', 'std'])` of pandas.
 */
export const rollingMeanStd = rolling({
  name: 'rollingMeanStd',
  out: interleaved('Mean and standard deviation, columns interleaved.'),
  ns: 4.5,
  equals: relative(1e-12),
  reference: reference.rollingMeanStd,
})

/**
 * Mean of each trailing window: rows × cols, in the unit of x; NaN where fewer than max(1, minPeriods) values were observed.
 * Error: at most 2·⌈log₂ window⌉ + 1 roundings (2^-53) of the mean of |x| in the window; what has left the window leaves no trace.
 *
 * Raises RangeError for a window below 1 or minPeriods outside 0 … window. Cost: O(rows · cols · log window), about 1.5 ns a value.
 * Equals `DataFrame.rolling(window, min_periods).mean()` of pandas, which after a huge value has passed is off by that value's rounding.
 */
export const rollingMean = rolling({
  name: 'rollingMean',
  out: sameShape('Mean of each window.'),
  ns: 1.5,
  equals: relative(1e-12),
  reference: reference.rollingMean,
})

/**
 * Sample standard deviation (ddof 1) of each trailing window: rows × cols, in the unit of x; NaN where fewer than max(2, minPeriods)
 * values were observed, exactly 0 where all are equal. Blocks of one window, merged states of deviations from a value that every
 * window of the block holds: no digits are lost to an offset nor to a value that has left the window.
 *
 * Relative error: at worst 1.5·window² roundings (2^-53) up to window 64, 7e-13, and 2·window above; 5e-15 measured at window 16 over 16
 * decades, at offsets up to 1e15 and after 1e300 has passed (pandas 3.1.1: 3.5e-5, 0.8 and infinite).
 * Raises RangeError for a window below 1 or minPeriods outside 0 … window. Cost: O(rows · cols), about 3 ns a value; O(window) for a
 * row whose squares leave the range of a double. Equals `DataFrame.rolling(window, min_periods).std()` of pandas where that holds
 * its digits. Sources: van Herk 1992; Gil and Werman 1993; Chan, Golub and LeVeque 1979.
 */
export const rollingStd = rolling({
  name: 'rollingStd',
  out: sameShape('Standard deviation of each window.'),
  ns: 3,
  equals: relative(1e-12),
  reference: reference.rollingStd,
})

/**
 * Sample variance (ddof 1) of each trailing window: rows × cols, in the square of the unit of x; NaN, 0, bound, errors and cost as for
 * `rollingStd`, whose square it is. Infinite or 0 where the variance itself is beyond a double's range.
 *
 * Raises RangeError for a window below 1 or minPeriods outside 0 … window. Cost: as `rollingStd`.
 * Equals `DataFrame.rolling(window, min_periods).var()` of pandas where that holds its digits.
 */
export const rollingVar = rolling({
  name: 'rollingVar',
  out: sameShape('Variance of each window.'),
  ns: 3,
  equals: relative(1e-12),
  reference: reference.rollingVar,
})

/**
 * Sum of each trailing window: rows × cols, in the unit of x; NaN where fewer than minPeriods values were observed. With minPeriods 0 the
 * sum of none is 0. Error: at most 2·⌈log₂ window⌉ roundings (2^-53) of Σ|x| in the window; infinite only if the true sum is beyond 1.8e308.
 *
 * Raises RangeError for a window below 1 or minPeriods outside 0 … window. Cost: O(rows · cols · log window), about 1.5 ns a value.
 * Equals `DataFrame.rolling(window, min_periods).sum()` of pandas, which after a huge value has passed is off by that value's rounding.
 */
export const rollingSum = rolling({
  name: 'rollingSum',
  out: sameShape('Sum of each window.'),
  ns: 1.5,
  equals: relative(1e-12),
  reference: reference.rollingSum,
})

/**
 * Exponentially weighted moving average of each column: rows × cols, in the unit of x. After k rows the weight of an average has decayed to
 * (1 − alpha)^k, against alpha for the new value; at a missing row the last average stands; rows before the first observed are NaN.
 * Error: at most about 3/alpha roundings (2^-53) of the largest |x| so far.
 *
 * Raises RangeError for an alpha outside (0, 1]. Cost: O(rows · cols), about 1 ns a value.
 * Equals `DataFrame.ewm(alpha=alpha, adjust=False, ignore_na=False).mean()` of pandas, except after a gap with alpha exactly 0.5: there
 * pandas 3.1.1 departs from its own documentation (and from every other alpha) and weighs the new value 1 − 0.5^k.
 */
export const ewma = defineKernel({
  name: 'ewma',
  family,
  args: {
    x: histories,
    alpha: number('Weight of a new value against the average so far; above 0, at most 1.', { min: Number.MIN_VALUE, max: 1 }),
  },
  out: sameShape('Average after each row.'),
  cost: perValue(1),
  columnwise: true,
  equals: relative(1e-12),
  reference: reference.ewma,
})
