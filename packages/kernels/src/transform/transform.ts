import { defineKernel } from '../kernel/define.ts'
import { exact, int, relative } from '../kernel/definition.ts'
import { histories, perValue, sameShape } from '../kernel/shapes.ts'
import * as reference from '../reference/transform/transform.ts'

const family = 'transform'
const periods = int('How many rows earlier; before the first row there is NaN.', { min: 0, max: 2 ** 31 - 1, default: 1 })

/**
 * Each column less its mean, in units of its standard deviation: rows × cols, without unit. A missing value has no score; a column that is
 * constant, or has no more observed values than ddof, is NaN. The default ddof 1 is the sample deviation, that of `std` and of pandas;
 * ddof 0 is SciPy's default.
 *
 * Raises RangeError for a ddof other than 0 and 1. Error: 4 roundings (2^-53) of range / std, and relative to the score those of `std`, at
 * most about 256 + rows/1024; an offset costs no digits. Cost: O(rows · cols), about 2 ns a value.
 * Equals `scipy.stats.zscore(x, ddof=ddof, nan_policy='omit')`. Source: Chan, Golub and LeVeque 1983.
 */
export const zscore = defineKernel({
  name: 'zscore',
  family,
  args: {
    x: histories,
    ddof: int('What is taken from the number of values in the divisor of the variance: 1 for a sample, 0 for all there is.', {
      min: 0,
      max: 1,
      default: 1,
    }),
  },
  out: sameShape('Score of each value.'),
  cost: perValue(2),
  columnwise: true,
  equals: relative(1e-12),
  reference: reference.zscore,
})

/**
 * Each column less its median, in units of 1.4826 · MAD, which is the standard deviation of normal values: rows × cols, without unit. A
 * missing value has no score. A column whose MAD is 0 (more than half of its values equal, as quantised sensors have it) or beyond the
 * range is NaN: it has no robust spread, and a floor is for the caller to choose.
 *
 * Raises nothing of its own. Median and MAD are those of `median` and `mad`; the score adds three roundings (2^-53). Cost: O(rows · cols),
 * about 6 ns a value. Equals `(x - m) / (1.4826 * numpy.nanmedian(abs(x - m), axis=0))` with m = `numpy.nanmedian(x, axis=0)`.
 */
export const robustScale = defineKernel({
  name: 'robustScale',
  family,
  args: { x: histories },
  out: sameShape('Robust score of each value.'),
  scratch: 'robustScaleScratch',
  cost: perValue(6),
  columnwise: true,
  equals: exact,
  reference: reference.robustScale,
})

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

/**
 * Each column `periods` rows later: row i holds row i − periods. rows × cols, in the unit of x; NaN before the first row and where the
 * earlier row is missing. More periods than rows are legal.
 *
 * Raises RangeError for negative periods, which would look ahead. Exact. Cost: O(rows · cols), about 0.5 ns a value.
 * Equals `x.shift(periods)` of pandas.
 */
export const lag = defineKernel({
  name: 'lag',
  family,
  args: { x: histories, periods },
  out: sameShape('The columns, later.'),
  cost: perValue(0.5),
  columnwise: true,
  equals: exact,
  reference: reference.lag,
})

/**
 * The columns and their `lags` predecessors side by side, rows × cols·(lags + 1): column l·cols + c is column c, l rows later. What sees relations
 * between columns, such as `pcaFit`, sees dynamics on it (dynamic PCA). NaN before the first row and where the earlier row is missing.
 *
 * Raises RangeError for negative lags. Exact. Cost: O(rows·cols·lags), about 0.5 ns a value. Source: Ku, Storer and Georgakis, Chemom. Intell. Lab.
 * Syst. 30 (1995). Equals `pandas.concat([x.shift(l) for l in range(lags + 1)], axis=1)`.
 */
export const lagColumns = defineKernel({
  name: 'lagColumns',
  family,
  args: { x: histories, lags: int('How many earlier rows stand beside each.', { min: 0, max: 1000, default: 1 }) },
  out: { out: { shape: ['rows', ['cols', { of: 'lags', plus: 1 }]], doc: 'The columns, a lag after the other.' } },
  cost: { ns: 0.5, per: ['rows', 'cols', { of: 'lags', plus: 1 }] },
  equals: exact,
  reference: reference.lagColumns,
})

/**
 * Each value less the one `periods` rows earlier: rows × cols, in the unit of x; NaN before the first such row and where either is missing.
 * Rounded once, ±Inf beyond the largest double. More periods than rows are legal; 0 gives zeros.
 *
 * Raises RangeError for negative periods, which would look ahead. Cost: O(rows · cols), about 0.5 ns a value.
 * Equals `x.diff(periods)` of pandas.
 */
export const diff = defineKernel({
  name: 'diff',
  family,
  args: { x: histories, periods },
  out: sameShape('Differences from the earlier rows.'),
  cost: perValue(0.5),
  columnwise: true,
  equals: exact,
  reference: reference.diff,
})
