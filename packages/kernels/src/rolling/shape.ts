import { besideOne } from '../kernel/definition.ts'
import { rolling } from '../kernel/rolling.ts'
import { interleaved, sameShape } from '../kernel/shapes.ts'
import * as reference from '../reference/rolling/shape.ts'

/**
 * Sample skewness of each trailing window, bias-corrected (adjusted Fisher–Pearson G1): rows × cols, without unit; NaN where fewer than
 * max(3, minPeriods) values were observed, and for a constant window. Blocks of one window, power sums of deviations from a value that is
 * verified to be near the mean of every window, else merged central moments: no digits are lost to an offset nor to a value that has left.
 *
 * Error, of the skewness with |x − mean|³ in place of (x − mean)³: at worst 40·window roundings (2^-53), 7e-14 at 16; 1e-14 measured over
 * 16 decades, at offsets up to 1e15 and after 1e300 has passed.
 * Raises RangeError for a window below 1 or minPeriods outside 0 … window. Cost: O(rows · cols), about 6 ns a value, 12 where values are
 * missing, 50 beside a huge value or a step; O(window) for a row whose spread is beyond 1e±60. Equals `DataFrame.rolling(window, min_periods).skew()`
 * of pandas where that holds its digits. Sources: van Herk 1992; Gil and Werman 1993; Pébay 2008.
 */
export const rollingSkew = rolling({
  name: 'rollingSkew',
  out: sameShape('Skewness of each window.'),
  ns: 6,
  equals: besideOne(1e-12),
  reference: reference.rollingSkew,
})

/**
 * Sample excess kurtosis of each trailing window, bias-corrected (G2; 0 for a normal distribution): rows × cols, without unit; NaN where fewer
 * than max(4, minPeriods) values were observed, and for a constant window.
 *
 * Error, of the kurtosis before the normal distribution's 3(n−1)²/((n−2)(n−3)) is subtracted: at worst 40·window roundings (2^-53), 7e-14
 * at 16; 1.4e-14 measured over 16 decades, at offsets up to 1e15 and after 1e300 has passed.
 * Raises RangeError for a window below 1 or minPeriods outside 0 … window. Method and cost as for `rollingSkew`.
 * Equals `DataFrame.rolling(window, min_periods).kurt()` of pandas where that holds its digits.
 */
export const rollingKurt = rolling({
  name: 'rollingKurt',
  out: sameShape('Excess kurtosis of each window.'),
  ns: 6,
  equals: besideOne(1e-12),
  reference: reference.rollingKurt,
})

/**
 * Skewness and excess kurtosis of each trailing window: rows × 2·cols, columns interleaved (skew of column 0, kurt of column 0, skew of
 * column 1, …), without unit; the halves are those of `rollingSkew` and `rollingKurt`, bit for bit, faster than the two calls.
 *
 * Raises RangeError for a window below 1 or minPeriods outside 0 … window. Cost: O(rows · cols), about 9 ns a value, 18
 * where values are missing, 60 beside a huge value or a step. Equals `DataFrame.rolling(window, min_periods).agg(['skew', 'kurt'])` of pandas where that holds its digits.
 */
export const rollingSkewKurt = rolling({
  name: 'rollingSkewKurt',
  out: interleaved('Skewness and excess kurtosis, columns interleaved.'),
  ns: 9,
  equals: besideOne(1e-12),
  reference: reference.rollingSkewKurt,
})
