import { defineKernel } from '../kernel/define.ts'
import { int, number, relative, vector } from '../kernel/definition.ts'
import { histories } from '../kernel/shapes.ts'
import * as reference from '../reference/detector/gmm.ts'

const family = 'detector'
const x = histories

/**
 * A mixture of Gaussians, by expectation and maximisation on standardised sensors from k-means, with the number of components from
 * `minComponents` to `maxComponents` that Schwarz's criterion (`bic`, smaller is better) wants. Covariances are `regularization` larger on the
 * diagonal: 0.01 counts as noise of a tenth of each sensor's spread, which keeps few rows and sensors that repeat each other from making a false
 * certainty. What is off the diagonal is multiplied by 1 − `shrinkage` (0 full covariances, 1 diagonal ones). Ends when the mean log likelihood changes by less than
 * `tolerance`. The components lie in `weights` (0: not there), `means`, `factors` (upper triangular U with U·Uᵀ the inverse covariance) and
 * `logDeterminants` (log|U|), all in standardised units.
 *
 * A missing value counts as the mean of whichever component is asked; a row without any takes no part; a sensor that does not vary has a spread of
 * 0 and takes no part. A component that loses its rows has weight 0. It fails where healthy rows lie along a curve, in transitions between states
 * that training hardly saw, and with fewer rows a state than some multiple of the sensors; a fault within training makes itself a component.
 *
 * Raises RangeError for more components than rows. Error: cols·2^-53 times the condition of the covariances. Cost: components·iterations·3/2·rows·
 * cols² multiply-adds. Source: Dempster, Laird and Rubin (1977); Schwarz (1978). Equals `sklearn.mixture.GaussianMixture` (its `reg_covar` 1e-6) on
 * standardised rows, where both come to the same maximum.
 */
export const gmmFit = defineKernel({
  name: 'gmmFit',
  family,
  args: {
    x,
    minComponents: int('Fewest components that are tried.', { min: 1, max: 'rows', default: 1 }),
    maxComponents: int('Most components that are tried.', { min: 'minComponents', max: 'rows', default: 'minComponents' }),
    shrinkage: number('Share taken off what is beside the diagonal of the covariances.', { min: 0, max: 1, default: 0 }),
    regularization: number('Added to the variances, in squared spreads.', { min: 1e-12, max: 1, default: 0.01 }),
    maxIterations: int('Most iterations for one number of components.', { min: 1, max: 10_000, default: 100 }),
    tolerance: number('Change of the mean log likelihood at which it ends.', { min: 0, max: 1e6, default: 1e-3 }),
    seed: int('Of the random numbers: the same seed gives the same result on every machine.', { min: 0, max: 2 ** 31 - 1, default: 0 }),
  },
  out: {
    center: { shape: ['cols'], doc: 'Means of the sensors.' },
    spread: { shape: ['cols'], doc: 'Standard deviations (divisor: observed rows), 0 for a sensor that does not vary.' },
    weights: { shape: ['maxComponents'], doc: 'Share of each component; 0: not there.' },
    means: { shape: ['cols', 'maxComponents'], doc: 'Standardised means, a component a column.' },
    factors: { shape: ['cols', 'cols', 'maxComponents'], doc: 'Upper triangular U, U·Uᵀ the inverse covariance, a component after the other.' },
    logDeterminants: { shape: ['maxComponents'], doc: 'log|U| of each component.' },
    kept: { shape: [1], doc: 'The number of components that was chosen.' },
    bic: { shape: ['maxComponents'], doc: 'The criterion for 1, 2, … components, in standardised units; NaN where not tried.' },
    iterations: { shape: [1], doc: 'Iterations of the chosen one.' },
    converged: { shape: [1], doc: '1 if it ended by itself.' },
  },
  scratch: 'gmmFitScratch',
  cost: { ns: 10, per: ['rows', 'cols', 'cols', 'maxComponents'] },
  equals: relative(1e-6),
  reference: reference.gmmFit,
})

const model = {
  center: vector('Means of the sensors, from gmmFit.', 'cols'),
  spread: vector('Their standard deviations, from gmmFit.', 'cols'),
  weights: vector('Share of each component; 0: not there.', 'k'),
  means: vector('Standardised means, a component after the other.', ['cols', 'k']),
  factors: vector('Upper triangular U of each component.', ['cols', 'cols', 'k']),
  logDeterminants: vector('log|U| of each component.', 'k'),
} as const
const cost = { ns: 0.4, per: ['rows', 'cols', 'cols', 'k'] } as const

/**
 * Anomaly score of each row: −log p(x), the negative log density of the mixture in the units of x. A missing value counts as the mean of
 * whichever component is asked; a row without any is NaN.
 *
 * Raises RangeError unless the model's sizes fit x. Error: about cols·2^-53·Σ|d·U|. Cost: k·rows·cols² multiply-adds. Equals
 * `−GaussianMixture.score_samples` on its parameters (center 0, spread 1).
 */
export const gmmScore = defineKernel({
  name: 'gmmScore',
  family,
  args: { x, ...model },
  out: { out: { shape: ['rows'], doc: 'Negative log density.' } },
  scratch: 'gmmScoreScratch',
  cost,
  equals: relative(1e-10),
  reference: reference.gmmScore,
})

/**
 * The most likely component of each row, and how likely each is: `labels` (rows; −1 for a row without any value) and `responsibilities` (rows × k).
 *
 * Raises RangeError unless the model's sizes fit x. Cost: k·rows·cols² multiply-adds. Equals `GaussianMixture.predict` and `predict_proba`.
 */
export const gmmPredict = defineKernel({
  name: 'gmmPredict',
  family,
  args: { x, ...model },
  out: {
    labels: { shape: ['rows'], doc: 'The most likely component, from 0.' },
    responsibilities: { shape: ['rows', 'k'], doc: 'Shares that add up to 1 in each row.' },
  },
  scratch: 'gmmPredictScratch',
  cost,
  equals: relative(1e-9),
  reference: reference.gmmPredict,
})

/**
 * What each sensor adds to half the squared Mahalanobis distance of its row from the most likely component, rows × cols: single ones may be
 * negative, a missing value has 0.
 *
 * Raises RangeError unless the model's sizes fit x. Cost: k·rows·cols² multiply-adds.
 */
export const gmmContributions = defineKernel({
  name: 'gmmContributions',
  family,
  args: { x, ...model },
  out: { out: { shape: ['rows', 'cols'], doc: 'Parts of half the squared distance.' } },
  scratch: 'gmmContributionsScratch',
  cost,
  equals: relative(1e-9),
  reference: reference.gmmContributions,
})
