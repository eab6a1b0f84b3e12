import { defineKernel } from '../kernel/define.ts'
import { int, number, relative, vector } from '../kernel/definition.ts'
import { histories } from '../kernel/shapes.ts'
import * as reference from '../reference/detector/omr.ts'

const family = 'detector'
const x = histories
const perProduct = (ns: number) => ({ ns, per: ['rows', 'cols', 'cols'] }) as const

/**
 * Overall model residual: predicts each sensor from all the others, x_j ≈ center_j + Σ_i b_ij·(x_i − center_i), and learns how large the
 * residuals of healthy rows are. `method` 0, ridge: coefficients −P_ij/P_jj with P = (R + ridge·I)⁻¹ of the correlations R, which is
 * `sklearn.linear_model.Ridge(alpha = ridge·(rows − 1))` of every standardised sensor on the others by one inverse (where values are missing
 * the products are of fewer rows, which shrinks a little more); 0.01 counts as noise of a tenth of each sensor's spread, so that sensors that repeat
 * each other share a prediction instead of cancelling. Method 1, PLS: partial least
 * squares of `components` steps (5 unless given), for strongly collinear sensors (`sklearn.cross_decomposition.PLSRegression`). Method 2, PCA: as
 * ridge with the precision of probabilistic PCA (`PCA.get_precision`), `components` kept (those that reach 95 % of the variance unless given),
 * for more sensors than rows. The scale of a sensor is max(1.4826·MAD, half the root mean square, 1e-6 of its spread) of its residuals.
 *
 * A missing value counts as the mean. A sensor that is constant or was never observed predicts nothing, has a scale of NaN and no part in scores.
 * Deviations beyond 1e300 give a NaN model. It fails where relations are not linear or change with the operating regime, and where a fault
 * moves all sensors along their usual pattern; with few rows the residuals of training rows are too small: set limits on rows that were not fitted.
 *
 * Raises RangeError for an argument out of range. Error: about cond(R + ridge·I)·cols·2^-53 of the coefficients. Cost: 25/16·rows·cols² + cols³
 * multiply-adds. Source: Tipping and Bishop, J. R. Stat. Soc. B 61 (1999); Dayal and MacGregor, J. Chemometrics 11 (1997).
 */
export const omrFit = defineKernel({
  name: 'omrFit',
  family,
  args: {
    x,
    method: int('0 ridge, 1 partial least squares, 2 principal components.', { min: 0, max: 2, default: 0 }),
    ridge: number('Added to the diagonal of the correlations.', { min: 1e-9, max: 1e9, default: 0.01 }),
    components: int('Steps of PLS, kept components of PCA; 0: by the rule of the method.', { min: 0, max: 'cols', default: 0 }),
  },
  out: {
    center: { shape: ['cols'], doc: 'Means.' },
    coefficients: { shape: ['cols', 'cols'], doc: 'Column j predicts sensor j, in its unit per that of the other; 0 on the diagonal.' },
    scale: { shape: ['cols'], doc: 'Robust scale of each sensor’s residuals, in its unit.' },
  },
  scratch: 'omrFitScratch',
  cost: perProduct(0.8),
  equals: relative(1e-9),
  reference: reference.omrFit,
})

const center = vector('Means, from omrFit.', 'cols')
const coefficients = vector('Coefficients, from omrFit.', ['cols', 'cols'])
const scale = vector('Scale of each sensor’s residuals, from omrFit.', 'cols')

/**
 * Anomaly score of each row, without unit: the root of Σ (residual_j/scale_j)² over its observed sensors. A missing value counts as the mean and has
 * no residual; a row without any residual is NaN.
 *
 * Raises RangeError unless the model's sizes fit x. Error: cols·2^-53 of Σ|b_ij·d_i|/scale. Cost: rows·cols² multiply-adds.
 */
export const omrScore = defineKernel({
  name: 'omrScore',
  family,
  args: { x, center, coefficients, scale },
  out: { out: { shape: ['rows'], doc: 'Score of each row.' } },
  scratch: 'omrScoreScratch',
  cost: perProduct(0.1),
  equals: relative(1e-10),
  reference: reference.omrScore,
})

/**
 * What each sensor adds to the squared score of its row: (residual/scale)², rows × cols, 0 where it has no residual.
 *
 * Raises RangeError unless the model's sizes fit x. Cost: rows·cols² multiply-adds.
 */
export const omrContributions = defineKernel({
  name: 'omrContributions',
  family,
  args: { x, center, coefficients, scale },
  out: { out: { shape: ['rows', 'cols'], doc: '(residual/scale)².' } },
  scratch: 'omrContributionsScratch',
  cost: perProduct(0.1),
  equals: relative(1e-10),
  reference: reference.omrContributions,
})

/**
 * What the other sensors of a row say each should be, rows × cols, in the unit of x; also for sensors that are missing. NaN for a sensor without a centre.
 *
 * Raises RangeError unless the model's sizes fit x. Cost: rows·cols² multiply-adds.
 */
export const omrReconstruct = defineKernel({
  name: 'omrReconstruct',
  family,
  args: { x, center, coefficients },
  out: { out: { shape: ['rows', 'cols'], doc: 'Expected values.' } },
  scratch: 'omrReconstructScratch',
  cost: perProduct(0.1),
  equals: relative(1e-10),
  reference: reference.omrReconstruct,
})
