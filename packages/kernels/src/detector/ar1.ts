import { defineKernel } from '../kernel/define.ts'
import { relative, vector } from '../kernel/definition.ts'
import { histories, perValue } from '../kernel/shapes.ts'
import * as reference from '../reference/detector/ar1.ts'

const family = 'detector'
const x = histories

const ar1Model = {
  center: vector('Centre of each sensor, from ar1Fit.', 'cols'),
  phi: vector('Coefficient of each sensor on its predecessor, from ar1Fit.', 'cols'),
  scale: vector('Scale of each sensor’s residuals, from ar1Fit.', 'cols'),
} as const

/**
 * Fits a first-order autoregression to each sensor: `center` μ, the median of the observed values; `phi` = Σ(x_t − μ)(x_{t−1} − μ) /
 * Σ(x_{t−1} − μ)² over the pairs of rows that are both observed, 0 where the mean of those squares is below 1e-8 (squared unit of x),
 * clamped to ±0.999; `scale` = 1.4826·MAD of the training residuals (the first row is its own predecessor, a missing predecessor counts
 * as μ), at least 1e-6. A sensor never observed has a NaN model and takes no part in scores.
 *
 * Cost: three selections a column, about 10 ns a value. Error of phi: (256 + rows/256)·2^-53·Σ|products|/Σ squares.
 */
export const ar1Fit = defineKernel({
  name: 'ar1Fit',
  family,
  args: { x },
  out: {
    center: { shape: ['cols'], doc: 'Median of each sensor.' },
    phi: { shape: ['cols'], doc: 'Coefficient on the predecessor.' },
    scale: { shape: ['cols'], doc: 'Robust standard deviation of the residuals.' },
  },
  scratch: 'ar1FitScratch',
  cost: perValue(12),
  equals: relative(1e-12),
  reference: reference.ar1Fit,
})

/**
 * Anomaly score of each row, without unit: the mean over its observed sensors of |r|/scale, r = (x_t − μ) − φ·(x_{t−1} − μ). A missing
 * predecessor counts as μ, the first row is its own predecessor, a missing value takes no part, and a row without any gives NaN.
 *
 * Raises RangeError unless the model has one entry a column. Cost: about 2 ns a value.
 */
export const ar1Score = defineKernel({
  name: 'ar1Score',
  family,
  args: { x, ...ar1Model },
  out: { out: { shape: ['rows'], doc: 'Score of each row.' } },
  scratch: 'ar1ScoreScratch',
  cost: perValue(2),
  equals: relative(1e-12),
  reference: reference.ar1Score,
})

/**
 * What each sensor adds to the score of its row: |r|/scale, rows × cols, NaN where the value is missing (or the sensor has no model). The
 * mean of a row's contributions that are not NaN is its score.
 *
 * Raises RangeError unless the model has one entry a column. Cost: about 1.5 ns a value.
 */
export const ar1Contributions = defineKernel({
  name: 'ar1Contributions',
  family,
  args: { x, ...ar1Model },
  out: { out: { shape: ['rows', 'cols'], doc: '|r|/scale.' } },
  cost: perValue(1.5),
  equals: relative(1e-12),
  reference: reference.ar1Contributions,
})
