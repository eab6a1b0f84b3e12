import { defineKernel } from '../kernel/define.ts'
import { exact, int, relative } from '../kernel/definition.ts'
import { histories, perValue, sameShape } from '../kernel/shapes.ts'
import * as reference from '../reference/transform/scale.ts'

const family = 'transform'

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
