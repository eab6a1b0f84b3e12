import { defineKernel } from '../kernel/define.ts'
import { exact, int } from '../kernel/definition.ts'
import { histories, perValue, sameShape } from '../kernel/shapes.ts'
import * as reference from '../reference/transform/shift.ts'

const family = 'transform'
const periods = int('How many rows earlier; before the first row there is NaN.', { min: 0, max: 2 ** 31 - 1, default: 1 })

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
