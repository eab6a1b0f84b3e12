import { defineKernel } from '../kernel/define.ts'
import { besideOne, int, number, relative, vector } from '../kernel/definition.ts'
import { histories } from '../kernel/shapes.ts'
import * as reference from '../reference/forecast/gradient-boosting.ts'

const family = 'forecast'
const x = histories
/** Nodes of all trees: 2·maxLeaves − 1 each. */
const nodes = [{ of: ['maxLeaves', 2], plus: -1 }, 'trees'] as const

/**
 * Gradient boosting: `trees` regression trees, each fitted to what those before leave of y, on sensors binned to at most 255 values. `loss` 0 squares
 * the error (predicts the mean), 1 is the quantile loss (predicts the `q` quantile: two of them make an interval). Trees grow by the split that
 * gains most, to `maxLeaves` leaves of at least `minLeaf` rows. They stand one after the other from `roots` on, `left` and `right` counted from there.
 *
 * A missing value goes to the side that gained more, or else has more rows; a row whose y is missing takes no part. Nothing is drawn: the same data
 * gives the same trees. It fails beyond the values it saw, where predictions stay constant, and follows noise with many trees and few rows.
 *
 * Raises RangeError for an argument out of range. Error: rows·2^-53 of sums of gradients. Cost: trees·rows·cols·levels, about 1 ns each. Source:
 * Friedman (2001); Ke et al., NeurIPS 2017; `sklearn.ensemble.HistGradientBoostingRegressor` (early_stopping False), whose single-precision gradients
 * may choose another of nearly equal splits.
 */
export const gradientBoostingFit = defineKernel({
  name: 'gradientBoostingFit',
  family,
  args: {
    x,
    y: vector('What is to be predicted, a number a row.', 'rows'),
    loss: int('0 squared, 1 quantile.', { min: 0, max: 1, default: 0 }),
    q: number('Which quantile loss 1 predicts.', { min: 0, max: 1, default: 0.5 }),
    trees: int('Trees.', { min: 1, max: 100_000, default: 100 }),
    learningRate: number('Share of a tree that counts.', { min: 1e-6, max: 1, default: 0.1 }),
    maxLeaves: int('Most leaves of a tree.', { min: 2, max: 1024, default: 31 }),
    minLeaf: int('Fewest rows of a leaf.', { min: 1, max: 2 ** 31 - 1, default: 20 }),
    l2: number('Rows added to every leaf without a gradient: shrinks values.', { min: 0, max: 1e9, default: 0 }),
  },
  out: {
    baseline: { shape: [1], doc: 'Prediction before any tree.' },
    sensors: { shape: [1], doc: 'Sensors it was fitted on.' },
    roots: { shape: ['trees'], doc: 'Where each tree begins.' },
    features: { shape: [nodes], doc: 'Sensor that a node asks; −1 for a leaf.' },
    thresholds: { shape: [nodes], doc: 'Rows up to it go left.' },
    left: { shape: [nodes], doc: 'Left child, counted from the root; −1 for a leaf.' },
    right: { shape: [nodes], doc: 'Right child.' },
    missingLeft: { shape: [nodes], doc: '1 where missing values go left.' },
    values: { shape: [nodes], doc: 'What a leaf adds to the prediction.' },
  },
  scratch: 'gradientBoostingFitScratch',
  cost: { ns: 4, per: ['rows', 'cols', 'trees'] },
  equals: besideOne(1e-9),
  reference: reference.gradientBoostingFit,
})

const perNode = (doc: string) => vector(doc, 'nodes')

/**
 * Predictions of a gradient boosting model, a number a row: the baseline and what the leaf of each tree adds.
 *
 * A missing value goes where training said. A child that is no later node ends the way; a tree without a place adds nothing. Raises RangeError for another
 * number of sensors, and unless the arrays have one length. Cost: rows·trees·depth. Source: as `gradientBoostingFit`.
 */
export const gradientBoostingPredict = defineKernel({
  name: 'gradientBoostingPredict',
  family,
  args: {
    x,
    baseline: vector('Prediction before any tree.', 1),
    sensors: int('Sensors it was fitted on.', { min: 'cols', max: 'cols' }),
    roots: vector('Where each tree begins.', 'trees'),
    features: perNode('Sensor that a node asks; negative for a leaf.'),
    thresholds: perNode('Rows up to it go left.'),
    left: perNode('Left child, counted from the root.'),
    right: perNode('Right child.'),
    missingLeft: perNode('Not 0 where missing values go left.'),
    values: perNode('What a leaf adds.'),
  },
  out: { out: { shape: ['rows'], doc: 'Prediction of each row.' } },
  cost: { ns: 20, per: ['rows', 'trees'] },
  equals: relative(1e-12),
  reference: reference.gradientBoostingPredict,
})
