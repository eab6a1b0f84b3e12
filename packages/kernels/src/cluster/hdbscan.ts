import { defineKernel } from '../kernel/define.ts'
import { int, relative } from '../kernel/definition.ts'
import { histories } from '../kernel/shapes.ts'
import * as reference from '../reference/cluster/hdbscan.ts'

/**
 * Clusters of any shape and density, and rows that belong to none: of the tree in which rows join by mutual reachability (their distance, but at
 * least the distance to the `minSamples`-th nearest row of either, itself counted), the clusters of at least `minClusterSize` rows that last longest.
 *
 * `labels` (−1: none), `probabilities` (0 … 1: how long the row stays in its cluster) and the number of `clusters`. A missing value counts as the
 * column's mean; a row without any belongs to none; rows that repeat are at distance 0; one single cluster is never found. Scale the columns first.
 *
 * Raises RangeError for a minSamples above the number of rows. Cost: 3/2·rows²·cols differences. Source: Campello, Moulavi and Sander, PAKDD 2013;
 * `sklearn.cluster.HDBSCAN`, from which equal distances may lead elsewhere.
 */
export const hdbscan = defineKernel({
  name: 'hdbscan',
  family: 'cluster',
  args: {
    x: histories,
    minClusterSize: int('Fewest rows of a cluster.', { min: 2, max: 2 ** 31 - 1, default: 5 }),
    minSamples: int('Rows within the core distance, the row itself counted.', {
      min: 1,
      max: 'rows',
      default: { of: 'minClusterSize', atMost: 'rows' },
    }),
  },
  out: {
    labels: { shape: ['rows'], doc: 'Cluster of each row, from 0; −1 for none.' },
    probabilities: { shape: ['rows'], doc: 'How surely it belongs.' },
    clusters: { shape: [1], doc: 'How many clusters there are.' },
  },
  scratch: 'hdbscanScratch',
  cost: { ns: 0.8, per: ['rows', 'rows', 'cols'] },
  equals: relative(1e-9),
  reference: reference.hdbscan,
})
