import { defineKernel } from '../kernel/define.ts'
import { number, relative, vector } from '../kernel/definition.ts'
import { histories } from '../kernel/shapes.ts'
import * as reference from '../reference/detector/mahalanobis.ts'

const family = 'detector'
const x = histories
const perProduct = (ns: number) => ({ ns, per: ['rows', 'cols', 'cols'] }) as const

/**
 * Centre and inverse covariance of the training rows, the covariance (divisor rows) shrunk towards its mean variance: (1 − s)·S + s·μ·I with s
 * = `shrinkage`, or Ledoit and Wolf's share where that is negative, so that more columns than rows have an inverse too. Shrinking looks at
 * units: scale the sensors first. A missing value counts as the mean. Where nothing varies, or by less than 1e-154, the precision
 * is NaN, and so are all scores.
 *
 * It fails where healthy rows form several clouds (operating states) or a curved one, and where training rows hold faults, which widen the
 * covariance. Raises RangeError for a shrinkage outside [−1, 1]. Error: about cond·cols·2^-53. Cost: 9/16·rows·cols² + cols³ multiply-adds. Source:
 * Ledoit and Wolf, J. Multivariate Anal. 88 (2004). Equals `sklearn.covariance.LedoitWolf` (`precision_`, `shrinkage_`).
 */
export const mahalanobisFit = defineKernel({
  name: 'mahalanobisFit',
  family,
  args: { x, shrinkage: number('Share of the mean variance in the covariance; negative: by Ledoit and Wolf.', { min: -1, max: 1, default: -1 }) },
  out: {
    center: { shape: ['cols'], doc: 'Means.' },
    precision: { shape: ['cols', 'cols'], doc: 'Inverse of the shrunk covariance.' },
    used: { shape: [1], doc: 'The share that was used.' },
  },
  scratch: 'mahalanobisFitScratch',
  cost: perProduct(0.3),
  equals: relative(1e-8),
  reference: reference.mahalanobisFit,
})

const center = vector('Means, from mahalanobisFit.', 'cols')
const precision = vector('Inverse covariance, from mahalanobisFit.', ['cols', 'cols'])

/**
 * Squared Mahalanobis distance of each row from the centre, without unit. A missing value counts as the mean; a row without any observed sensor is NaN.
 *
 * Raises RangeError unless the model's sizes fit x. Cost: rows·cols² multiply-adds. Equals `LedoitWolf.mahalanobis`.
 */
export const mahalanobisScore = defineKernel({
  name: 'mahalanobisScore',
  family,
  args: { x, center, precision },
  out: { out: { shape: ['rows'], doc: 'Squared distance of each row.' } },
  scratch: 'mahalanobisScoreScratch',
  cost: perProduct(0.1),
  equals: relative(1e-10),
  reference: reference.mahalanobisScore,
})

/**
 * What each sensor adds to the score of its row: d_j·(P·d)_j, rows × cols; single ones may be negative, a missing value has 0.
 *
 * Raises RangeError unless the model's sizes fit x. Cost: rows·cols² multiply-adds.
 */
export const mahalanobisContributions = defineKernel({
  name: 'mahalanobisContributions',
  family,
  args: { x, center, precision },
  out: { out: { shape: ['rows', 'cols'], doc: 'Parts of the squared distance.' } },
  scratch: 'mahalanobisContributionsScratch',
  cost: perProduct(0.1),
  equals: relative(1e-10),
  reference: reference.mahalanobisContributions,
})
