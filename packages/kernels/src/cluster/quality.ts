import { defineKernel } from '../kernel/define.ts'
import { besideOne, exact, int, relative, vector } from '../kernel/definition.ts'
import { histories } from '../kernel/shapes.ts'
import * as reference from '../reference/cluster/quality.ts'

const family = 'cluster'
const x = histories
const labels = vector('Cluster of each row, a whole number from 0 to rows − 1; anything else: none.', 'rows')
const perPair = { ns: 0.7, per: ['rows', 'rows', 'cols'] } as const

/**
 * Silhouette of each row, −1 … 1: (b − a)/max(a, b), a its mean distance to the other rows of its cluster, b the least mean distance to those of
 * another; near 1 it belongs, below 0 another cluster is nearer. 0 for a row alone in its cluster; NaN for a row without a label or any value, and
 * for all with fewer than two clusters. A missing value counts as the column's mean. Distances are Euclidean, to
 * 64·cols·2^-53.
 *
 * Raises RangeError unless there is a label a row. Cost: rows²·cols/2 multiply-adds, twice that with more than 16 clusters. Source: Rousseeuw (1987);
 * `sklearn.metrics.silhouette_samples`.
 */
export const silhouetteSamples = defineKernel({
  name: 'silhouetteSamples',
  family,
  args: { x, labels },
  out: { out: { shape: ['rows'], doc: 'Silhouette of each row.' } },
  scratch: 'silhouetteSamplesScratch',
  cost: perPair,
  equals: besideOne(1e-11),
  reference: reference.silhouetteSamples,
})

/**
 * Mean silhouette of the rows that have one (see `silhouetteSamples`): what the number of clusters may be chosen by. NaN with fewer than two clusters.
 *
 * Raises RangeError unless there is a label a row. Cost: as `silhouetteSamples`. Source: Rousseeuw (1987); `sklearn.metrics.silhouette_score`.
 */
export const silhouetteScore = defineKernel({
  name: 'silhouetteScore',
  family,
  args: { x, labels },
  out: { out: { shape: [1], doc: 'Mean silhouette.' } },
  scratch: 'silhouetteScoreScratch',
  cost: perPair,
  equals: besideOne(1e-11),
  reference: reference.silhouetteScore,
})

/**
 * Caliński and Harabasz's index, larger is better: the scatter between clusters over that within them, (B/(k − 1))/(W/(n − k)); 1 where there is
 * none within. NaN with fewer than two clusters or none of two rows. A missing value counts as the column's mean.
 *
 * Raises RangeError unless there is a label a row. Cost: rows·cols. Source: Caliński and Harabasz (1974); `sklearn.metrics.calinski_harabasz_score`.
 */
export const calinskiHarabasz = defineKernel({
  name: 'calinskiHarabasz',
  family,
  args: { x, labels },
  out: { out: { shape: [1], doc: 'The index.' } },
  scratch: 'calinskiHarabaszScratch',
  cost: { ns: 5, per: ['rows', 'cols'] },
  equals: relative(1e-10),
  reference: reference.calinskiHarabasz,
})

/**
 * Davies and Bouldin's index, smaller is better: the mean over the clusters of the largest (s_i + s_j)/d_ij, s a cluster's mean distance to its
 * mean, d the distance of two means. NaN with fewer than two clusters or none of two rows. A missing value counts as the column's mean.
 *
 * Raises RangeError unless there is a label a row. Cost: rows·cols + cols·clusters². Source: Davies and Bouldin (1979);
 * `sklearn.metrics.davies_bouldin_score`.
 */
export const daviesBouldin = defineKernel({
  name: 'daviesBouldin',
  family,
  args: { x, labels },
  out: { out: { shape: [1], doc: 'The index.' } },
  scratch: 'daviesBouldinScratch',
  cost: { ns: 8, per: ['rows', 'cols'] },
  equals: relative(1e-10),
  reference: reference.daviesBouldin,
})

const first = (doc: string) => vector(doc, 'rows')

/**
 * Adjusted Rand index of two clusterings of the same rows: 1 if they are the same up to names, about 0 if they are unrelated. What is no label (a whole
 * number from 0 to rows − 1), such as noise, is one cluster of its own.
 *
 * Raises RangeError unless both have the same length. Error: none up to 9e7 rows. Cost: rows·log rows. Source: Hubert and Arabie (1985);
 * `sklearn.metrics.adjusted_rand_score`.
 */
export const adjustedRandIndex = defineKernel({
  name: 'adjustedRandIndex',
  family,
  args: { x: first('Clusters of the rows.'), others: first('Clusters of the same rows by another clustering.') },
  out: { out: { shape: [1], doc: 'The index.' } },
  scratch: 'adjustedRandIndexScratch',
  cost: { ns: 100, per: ['rows'] },
  equals: exact,
  reference: reference.adjustedRandIndex,
})

/**
 * A clustering under the names of an earlier one: each cluster of `x` takes the name of that of `before` it shares most rows with, all together as many
 * as can be (an assignment); one that shares none takes the first name that nobody had. So clusters keep their names from run to run.
 *
 * What is no label from 0 to clusters − 1 stays as it is, NaN where it is not finite. Raises RangeError unless both have the same length. Cost: rows +
 * clusters³. Source: Kuhn (1955); `scipy.optimize.linear_sum_assignment`.
 */
export const matchClusters = defineKernel({
  name: 'matchClusters',
  family,
  args: {
    x: first('Clusters of the rows now.'),
    before: first('Clusters of the same rows before.'),
    clusters: int('Names run from 0 to clusters − 1.', { min: 1, max: 2048, default: 64 }),
  },
  out: { out: { shape: ['rows'], doc: 'Clusters of the rows now, renamed.' } },
  scratch: 'matchClustersScratch',
  cost: { ns: 10, per: ['rows'] },
  equals: exact,
  reference: reference.matchClusters,
})
