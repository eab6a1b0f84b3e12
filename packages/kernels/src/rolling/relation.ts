import { defineKernel } from '../kernel/define.ts'
import { besideOne, int, matrix } from '../kernel/definition.ts'
import { rolling } from '../kernel/rolling.ts'
import { histories, perValue, rollingArgs, sameShape } from '../kernel/shapes.ts'
import * as reference from '../reference/rolling/relation.ts'

const family = 'rolling'
const others = matrix('The other histories, as many rows and columns: column j goes with column j of x.')

/**
 * Slope of the least-squares line through each trailing window: rows × cols, in the unit of x per row; NaN where fewer than
 * max(2, minPeriods) values were observed, exactly 0 for a constant window. Missing rows keep their place in time.
 *
 * Error: at worst 8·window roundings (2^-53) of Σ|t − mean(t)| · (range of the window) / Σ(t − mean(t))², t the rows: about 3/window of
 * the range; 1.9 roundings of that measured, at offsets up to 1e15, over 16 decades and after 1e300 has passed. So a
 * slope near 0 between large values has no relative accuracy.
 * Raises RangeError for a window below 1 or minPeriods outside 0 … window. Cost: O(rows · cols), about 3 ns a value, 6 where values are
 * missing, 40 beside a huge value or a step; O(window) for a row with values beyond 1e±100. Equals `numpy.polyfit(rows, values, 1)[0]` on
 * the observed rows of each window. Sources: van Herk 1992; Gil and Werman 1993; Chan, Golub and LeVeque 1979.
 */
export const rollingSlope = rolling({
  name: 'rollingSlope',
  out: sameShape('Slope of each window, per row.'),
  ns: 3,
  // An error is a share of the window's range: 3e-17 at a window of 511 whose slope is 2e-5, where the steepest is 3e-3 (measured).
  equals: { kind: 'relative', tolerance: 1e-12, floor: 1e-13 },
  reference: reference.rollingSlope,
})

/**
 * Pearson correlation of each column of x with the same column of y, `lag` rows earlier, over each trailing window: rows × cols, −1 … 1, of
 * the rows in which both are observed; NaN where those are fewer than max(2, minPeriods), and where either is constant.
 *
 * Error: at worst 10·window roundings (2^-53) of 1; 1.1e-15 measured at offsets up to 1e15, over 16 decades and after 1e300 has passed.
 * Raises RangeError for a y of another shape, a window below 1, minPeriods outside 0 … window or a negative lag; a lag beyond the rows
 * leaves no pair, hence NaN. Cost: O(rows · cols), about 6 ns a value, 10 where values are missing, 60 beside a huge value or a step; O(window)
 * for a row whose spread is beyond 1e±60. Equals `x.rolling(window, min_periods).corr(y.shift(lag))` of pandas (data frames with the same
 * columns, pairwise=False) where that holds its digits. Sources: van Herk 1992; Gil and Werman 1993; Pébay 2008.
 */
export const rollingCorr = defineKernel({
  name: 'rollingCorr',
  family,
  args: {
    x: histories,
    y: others,
    window: rollingArgs.window,
    minPeriods: int('Least number of pairs observed in a window that gives a result.', { min: 0, max: 'window', default: 'window' }),
    lag: int('Rows by which y is earlier: row i of x goes with row i-lag of y.', { min: 0, max: 2 ** 31 - 1, default: 0 }),
  },
  out: sameShape('Correlation of each window.'),
  scratch: 'rollingCorrScratch',
  cost: perValue(6),
  columnwise: true,
  equals: besideOne(1e-13),
  reference: reference.rollingCorr,
})
