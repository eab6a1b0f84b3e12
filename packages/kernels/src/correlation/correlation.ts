import { defineKernel } from '../kernel/define.ts'
import { int, relative } from '../kernel/definition.ts'
import { histories } from '../kernel/shapes.ts'
import * as reference from '../reference/correlation/correlation.ts'

const family = 'correlation'
const args = {
  x: histories,
  minPeriods: int('Least number of rows observed in both columns that gives a result.', { min: 0, max: 'rows', default: 1 }),
} as const
const everyPair = (doc: string) => ({ out: { shape: ['cols', 'cols'], doc } }) as const

/**
 * Pearson correlation of every pair of columns over the rows where both are observed: cols × cols numbers without a unit, symmetric to the
 * last bit, within [-1, 1], the diagonal exactly 1. NaN where fewer than `minPeriods` rows (or two) are common, or a column is constant in them.
 *
 * Raises RangeError if minPeriods is not in 0 … rows. An offset, a scale or a spread over many decades costs no digits.
 * Error: at most six times (140 + rows/256)·2^-53 without missing values, 32 times with them, twice (rows/4 + 140)·2^-53 in a pair whose common
 * rows lie far from their column's mean; measured 4·2^-53. Cost: rows·cols²/2 multiply-adds, three times that with missing values.
 * Equals `DataFrame.corr()` of pandas.
 */
export const correlation = defineKernel({
  name: 'correlation',
  family,
  args,
  out: everyPair('Correlation of each pair of columns.'),
  scratch: 'correlationScratch',
  cost: { ns: 0.05, per: ['rows', 'cols', 'cols'] },
  equals: relative(1e-12),
  reference: reference.correlation,
})

/**
 * Sample covariance (ddof 1) of every pair of columns over the rows where both are observed: cols × cols, symmetric to the last bit, in the
 * product of the two columns' units. NaN where fewer than `minPeriods` rows (or two) are common; a constant column gives exactly 0.
 *
 * Raises RangeError if minPeriods is not in 0 … rows. Error: half that of `correlation`, of the product of the two standard deviations in the
 * common rows. A covariance beyond 1.8e308 is infinite, for so it rounds. Cost: that of `correlation`. Equals `DataFrame.cov()` of pandas.
 */
export const covariance = defineKernel({
  name: 'covariance',
  family,
  args,
  out: everyPair('Covariance of each pair of columns.'),
  scratch: 'covarianceScratch',
  cost: { ns: 0.05, per: ['rows', 'cols', 'cols'] },
  equals: relative(1e-12),
  reference: reference.covariance,
})

/**
 * Spearman's rank correlation of every pair of columns over the rows where both are observed, equal values sharing their mean rank: cols × cols
 * numbers without a unit, symmetric to the last bit, within [-1, 1], the diagonal exactly 1. NaN where fewer than `minPeriods` rows (or two)
 * are common, or a column is constant in them. A pair with missing values is ranked anew over its own rows.
 *
 * Raises RangeError if minPeriods is not in 0 … rows. Error: two roundings (2^-53) up to 300,000 rows, for its sums are of whole numbers.
 * Cost: about 15 ns a value and rows·cols²/2 multiply-adds; about 5 ns a row for each pair with missing values.
 * Equals `scipy.stats.spearmanr(x).statistic`, and with missing values `DataFrame.corr(method='spearman')` of pandas.
 */
export const spearman = defineKernel({
  name: 'spearman',
  family,
  args,
  out: everyPair('Rank correlation of each pair of columns.'),
  scratch: 'spearmanScratch',
  cost: { ns: 0.3, per: ['rows', 'cols', 'cols'] },
  equals: relative(1e-12),
  reference: reference.spearman,
})

/**
 * Pearson correlation of every ordered pair of columns at lags 0 … lags-1, over the rows where both are observed: `out` is lags × (cols·cols)
 * numbers within [-1, 1], row k the lag, column i·cols + j the pair: x_i[t] with x_j[t-k]. A peak at k says that column i follows column j k rows
 * later; negative lags are the pair (j, i). Mean and spread are those of the overlapping rows. NaN where fewer than `minPeriods` rows (or two)
 * are common, or a column is constant in them.
 *
 * Raises RangeError if lags is not in 1 … rows or minPeriods not in 0 … rows. Error: that of `correlation` with missing values.
 * Cost: lags·rows·cols² multiply-adds, three times that with missing values. Entry (k, i, j) equals `x_i.corr(x_j.shift(k))` of pandas; in NumPy
 * `result.reshape(lags, cols, cols)[k, i, j]`.
 */
export const pairwiseLagCorrelation = defineKernel({
  name: 'pairwiseLagCorrelation',
  family,
  args: {
    x: histories,
    lags: int('How many lags: 0 … lags-1 rows.', { min: 1, max: 'rows' }),
    minPeriods: args.minPeriods,
  },
  out: { out: { shape: ['lags', ['cols', 'cols']], doc: 'Row k: column i·cols + j is the correlation of column i with column j k rows before.' } },
  scratch: 'pairwiseLagCorrelationScratch',
  cost: { ns: 0.05, per: ['lags', 'rows', 'cols', 'cols'] },
  equals: relative(1e-12),
  reference: reference.pairwiseLagCorrelation,
})
