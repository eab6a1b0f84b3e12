import { defineKernel } from '../kernel/define.ts'
import { int, matrix, number, relative } from '../kernel/definition.ts'
import { histories } from '../kernel/shapes.ts'
import * as reference from '../reference/cluster/kmeans.ts'

const family = 'cluster'
const x = histories
const seed = int('Of the random numbers: the same seed gives the same result on every machine.', { min: 0, max: 2 ** 31 - 1, default: 0 })

/**
 * Clusters the rows around `k` centres: `labels` (rows), `centers` (k × cols, in the unit of x), `inertia`, the sum of squared distances of rows to
 * their centres, and the `iterations` and whether the restart that was best `converged`. Starts `nInit` times from greedy k-means++ centres and
 * returns the result of least inertia; Lloyd's iterations end when no label changes, when the centres move by less than `tolerance` times the mean
 * variance of the columns (squared, in all), or after `maxIterations`.
 *
 * A missing value counts as the column's mean; a row without any value has label −1 and takes no part; a column never observed has NaN centres.
 * A centre that loses its rows takes the row farthest from its own; with fewer distinct rows than centres some centres coincide and the later of
 * them are empty. Scale the columns first: distances look at units. Raises RangeError for k above the number of rows.
 *
 * Cost: nInit·iterations·rows·cols·k multiply-adds. Source: Lloyd (1982); Arthur and Vassilvitskii, SODA 2007; `sklearn.cluster.KMeans`.
 */
export const kmeans = defineKernel({
  name: 'kmeans',
  family,
  args: {
    x,
    k: int('Number of clusters.', { min: 1, max: 'rows' }),
    nInit: int('Restarts.', { min: 1, max: 100, default: 10 }),
    maxIterations: int('Most iterations of a restart.', { min: 1, max: 10_000, default: 300 }),
    tolerance: number('Movement of the centres, in mean variances, at which a restart ends.', { min: 0, max: 1, default: 1e-4 }),
    seed,
  },
  out: {
    centers: { shape: ['k', 'cols'], doc: 'Centres.' },
    labels: { shape: ['rows'], doc: 'Number of the nearest centre, from 0; −1 for a row without any value.' },
    inertia: { shape: [1], doc: 'Sum of squared distances to the centres.' },
    iterations: { shape: [1], doc: 'Iterations of the best restart.' },
    converged: { shape: [1], doc: '1 if it ended by itself.' },
  },
  scratch: 'kmeansScratch',
  cost: { ns: 4, per: ['rows', 'cols', 'k', 'nInit'] },
  equals: relative(1e-12),
  reference: reference.kmeans,
})

/**
 * k-means by mini batches, for more rows than `kmeans` has time for: greedy k-means++ centres, moved by batches of `batchSize` rows drawn at random,
 * each centre by one over the rows it ever had, until the smoothed inertia of batches has not improved for ten of them or after `maxBatches`.
 * Outputs and missing values as `kmeans`, `iterations` counting batches; a little worse than `kmeans` in inertia.
 *
 * Raises RangeError for k above the number of rows. Cost: k·rows·cols for start and labels, maxBatches·batchSize·cols·k at most. Source: Sculley,
 * WWW 2010; `sklearn.cluster.MiniBatchKMeans`.
 */
export const miniBatchKMeans = defineKernel({
  name: 'miniBatchKMeans',
  family,
  args: {
    x,
    k: int('Number of clusters.', { min: 1, max: 'rows' }),
    batchSize: int('Rows of a batch, drawn with replacement.', { min: 1, max: 1_000_000, default: 1024 }),
    maxBatches: int('Most batches.', { min: 1, max: 1_000_000, default: 200 }),
    seed,
  },
  out: {
    centers: { shape: ['k', 'cols'], doc: 'Centres.' },
    labels: { shape: ['rows'], doc: 'Number of the nearest centre, from 0; −1 for a row without any value.' },
    inertia: { shape: [1], doc: 'Sum of squared distances to the centres.' },
    iterations: { shape: [1], doc: 'Batches.' },
    converged: { shape: [1], doc: '1 if it ended by itself.' },
  },
  scratch: 'miniBatchKMeansScratch',
  cost: { ns: 8, per: ['rows', 'cols', 'k'] },
  equals: relative(1e-12),
  reference: reference.miniBatchKMeans,
})

/**
 * The nearest centre of each row (`labels`), and the distance to it (`distances`, in the unit of x), by which a row far from all can be told. A
 * missing value takes no part, the distance over the others is stretched by √(cols/observed); a row without any value has label −1 and distance NaN.
 *
 * Raises RangeError unless centres and x have as many columns. Cost: rows·cols·k multiply-adds. Source: `sklearn.cluster.KMeans.predict`.
 */
export const kmeansPredict = defineKernel({
  name: 'kmeansPredict',
  family,
  args: { x, centers: matrix('Centres, from kmeans.', 'k', 'cols') },
  out: {
    labels: { shape: ['rows'], doc: 'Number of the nearest centre, from 0.' },
    distances: { shape: ['rows'], doc: 'Distance to it.' },
  },
  scratch: 'kmeansPredictScratch',
  cost: { ns: 0.6, per: ['rows', 'cols', 'k'] },
  equals: relative(1e-12),
  reference: reference.kmeansPredict,
})
