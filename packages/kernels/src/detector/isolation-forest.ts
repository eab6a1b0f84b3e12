import { defineKernel } from '../kernel/define.ts'
import { int, relative, vector } from '../kernel/definition.ts'
import { histories } from '../kernel/shapes.ts'
import * as reference from '../reference/detector/isolation-forest.ts'

const family = 'detector'
const x = histories
const sampleSize = { min: 1, max: 'rows' } as const
/** Nodes of a forest: 2·sampleSize − 1 a tree. */
const nodes = [{ of: ['sampleSize', 2], plus: -1 }, 'trees'] as const

/**
 * An isolation forest: `trees` of `sampleSize` rows each, drawn without replacement and split at random until every row is alone or the tree is
 * ⌈log₂ sampleSize⌉ deep. The trees stand one after the other from `roots` on; `left` and `right` count from the root, −1 for a leaf.
 *
 * Splits look at sensors that vary within the node; a missing value follows the side with more of the others. The trees depend on the seed and
 * their number alone. It fails on what lies within the range of every single sensor (broken relations), with many sensors of which few matter,
 * and beyond the edge of what it saw, where its score no longer rises.
 *
 * Raises RangeError for a sampleSize above the number of rows. Cost: trees·sampleSize·log sampleSize reads. Source: Liu, Ting and Zhou, ICDM 2008;
 * `sklearn.ensemble.IsolationForest`, whose trees are of the same kind but of other draws.
 */
export const isolationForestFit = defineKernel({
  name: 'isolationForestFit',
  family,
  args: {
    x,
    trees: int('Trees.', { min: 1, max: 10_000, default: 100 }),
    sampleSize: int('Rows of each tree; 256, or all if there are fewer.', { ...sampleSize, default: { of: 256, atMost: 'rows' } }),
    seed: int('Of the random numbers: the same seed gives the same result on every machine.', { min: 0, max: 2 ** 31 - 1, default: 0 }),
  },
  out: {
    roots: { shape: ['trees'], doc: 'Where each tree begins.' },
    features: { shape: [nodes], doc: 'Sensor that a node asks, from 0; −1 for a leaf.' },
    thresholds: { shape: [nodes], doc: 'Rows up to it go left.' },
    left: { shape: [nodes], doc: 'Left child, counted from the root; −1 for a leaf.' },
    right: { shape: [nodes], doc: 'Right child.' },
    counts: { shape: [nodes], doc: 'Training rows that reached the node.' },
    rowsOfTree: { shape: [1], doc: 'Training rows of each tree.' },
    sensors: { shape: [1], doc: 'Sensors it was fitted on.' },
  },
  scratch: 'isolationForestFitScratch',
  cost: { ns: 60, per: ['trees', 'sampleSize'] },
  equals: relative(1e-12),
  reference: reference.isolationForestFit,
})

const perNode = (doc: string) => vector(doc, 'nodes')

/**
 * Anomaly score of each row, 0 … 1: 2^(−E[h]/c), h the depth at which a tree sets the row apart and c what an average row needs; about 0.5 is usual,
 * near 1 is anomalous. A missing value follows the side with more training rows, the left of equals; a row without any value is NaN.
 *
 * A forest fitted by scikit-learn scores equal to its `−score_samples`: of each tree of `estimators_` (with all features) take `tree_.feature`,
 * `threshold`, `children_left`, `children_right` and `n_node_samples` one after the other, `roots` where each begins, `rowsOfTree` = `max_samples_`,
 * `sensors` = `n_features_in_`, and `float32` 1, for it compares values in single precision. A child that is no later node makes a leaf; a tree without a place has h = 0.
 *
 * Raises RangeError unless the arrays have one length, and for another number of sensors. Error: trees·2^-53. Cost: about 1 ns a row, tree and level. Source: Liu, Ting and Zhou (2008).
 */
export const isolationForestScore = defineKernel({
  name: 'isolationForestScore',
  family,
  args: {
    x,
    roots: vector('Where each tree begins.', 'trees'),
    features: perNode('Sensor that a node asks, from 0; negative for a leaf.'),
    thresholds: perNode('Rows up to it go left.'),
    left: perNode('Left child, counted from the root; negative for a leaf.'),
    right: perNode('Right child.'),
    counts: perNode('Training rows that reached the node.'),
    rowsOfTree: int('Training rows of each tree.', { min: 1, max: 2 ** 31 - 1 }),
    sensors: int('Sensors it was fitted on.', { min: 'cols', max: 'cols' }),
    float32: int('1: compare in single precision, as scikit-learn does.', { min: 0, max: 1, default: 0 }),
  },
  out: { out: { shape: ['rows'], doc: 'Score of each row.' } },
  scratch: 'isolationForestScoreScratch',
  cost: { ns: 6, per: ['rows', 'trees'] },
  equals: relative(1e-12),
  reference: reference.isolationForestScore,
})
