import { defineKernel } from '../kernel/define.ts'
import { int, number, relative, vector } from '../kernel/definition.ts'
import { histories } from '../kernel/shapes.ts'
import * as reference from '../reference/detector/pca.ts'

const family = 'detector'
const x = histories
const perProduct = (ns: number) => ({ ns, per: ['rows', 'cols', 'cols'] }) as const

/**
 * Principal components of the rows: `center` the means (cols), `vectors` cols × cols, one unit vector a column in descending order of
 * their `eigenvalues` (cols, of the covariance with divisor rows − 1, in the squared unit of x), each with its component of largest
 * magnitude positive; `kept` (1) how many of them span the subspace: the fewest whose eigenvalues reach `variance` of the sum, or
 * `components` of them if that is not 0; never more than cols − 1 (else nothing is left to measure a distance by), and none whose
 * eigenvalue is at most 1e-12 of the largest. A missing value counts as the mean, which shrinks that sensor's variance; a sensor never
 * observed has a NaN centre and takes no part. Deviations beyond 1e150 overflow: then the model is NaN and `kept` 0.
 *
 * Raises RangeError for a variance outside (0, 1] or more components than columns. Error: 1e-13 of the largest eigenvalue. Cost:
 * 9/16·rows·cols² multiply-adds, then about 9 cols³ flops on one thread. Equals `sklearn.decomposition.PCA(svd_solver='full')` but for
 * the signs.
 */
export const pcaFit = defineKernel({
  name: 'pcaFit',
  family,
  args: {
    x,
    variance: number('Share of the variance that the kept components must explain.', { min: Number.MIN_VALUE, max: 1, default: 0.95 }),
    components: int('How many components to keep; 0: as many as `variance` needs.', { min: 0, max: 'cols', default: 0 }),
  },
  out: {
    center: { shape: ['cols'], doc: 'Means.' },
    vectors: { shape: ['cols', 'cols'], doc: 'Components, one a column.' },
    eigenvalues: { shape: ['cols'], doc: 'Variances along the components, descending.' },
    kept: { shape: [1], doc: 'How many leading components span the subspace.' },
  },
  scratch: 'pcaFitScratch',
  cost: perProduct(0.1),
  equals: relative(1e-10),
  reference: reference.pcaFit,
})

const center = vector('Means, from pcaFit.', 'cols')
const vectors = vector('Components, one a column, from pcaFit.', ['cols', 'cols'])
const eigenvalues = vector('Variances along the components, from pcaFit.', 'cols')
const kept = int('How many leading components span the subspace, from pcaFit.', { min: 0, max: 'cols' })

/**
 * Two scores of each row: `spe`, the squared distance to the subspace of the kept components (squared prediction error, in the squared
 * unit of x), and `t2` = Σ t_i²/λ_i within it (Hotelling's T², without unit). A missing value counts as the mean and has no residual:
 * `spe` is over the observed sensors, so a dead sensor is not blamed for what the others expect of it. A row without any observed sensor
 * is NaN.
 *
 * Raises RangeError unless the model's sizes fit x. Error: cols·2^-53 of the row's distance from the centre. Cost: 2·rows·cols·kept
 * multiply-adds. Source: Jackson and Mudholkar, Technometrics 21 (1979); scikit-learn's `PCA.transform` and `inverse_transform`.
 */
export const pcaScore = defineKernel({
  name: 'pcaScore',
  family,
  args: { x, center, vectors, eigenvalues, kept },
  out: { spe: { shape: ['rows'], doc: 'Squared prediction error.' }, t2: { shape: ['rows'], doc: 'Hotelling’s T².' } },
  scratch: 'pcaScoreScratch',
  cost: perProduct(0.1),
  equals: relative(1e-10),
  reference: reference.pcaScore,
})

/**
 * What each sensor adds to the scores of its row, rows × cols: `speParts`, its squared residual (they add to SPE), and `t2Parts` =
 * (x_j − centre_j)·Σ t_i/λ_i·p_ij (they add to T²; single ones may be negative). A missing value has parts of 0.
 *
 * Raises RangeError unless the model's sizes fit x. Cost: 3·rows·cols·kept multiply-adds.
 */
export const pcaContributions = defineKernel({
  name: 'pcaContributions',
  family,
  args: { x, center, vectors, eigenvalues, kept },
  out: {
    speParts: { shape: ['rows', 'cols'], doc: 'Squared residuals.' },
    t2Parts: { shape: ['rows', 'cols'], doc: 'Parts of T².' },
  },
  scratch: 'pcaContributionsScratch',
  cost: perProduct(0.15),
  equals: relative(1e-10),
  reference: reference.pcaContributions,
})

/**
 * What the subspace expects of each sensor given the whole row: centre plus projection, rows × cols, in the unit of x; also for sensors
 * that are missing (a missing value counts as the mean, so the expectation leans towards it). NaN for a sensor without a centre.
 *
 * Raises RangeError unless the model's sizes fit x. Cost: 2·rows·cols·kept multiply-adds. Equals `PCA.inverse_transform(transform(x))`.
 */
export const pcaReconstruct = defineKernel({
  name: 'pcaReconstruct',
  family,
  args: { x, center, vectors, kept },
  out: { out: { shape: ['rows', 'cols'], doc: 'Expected values.' } },
  scratch: 'pcaReconstructScratch',
  cost: perProduct(0.1),
  equals: relative(1e-10),
  reference: reference.pcaReconstruct,
})
