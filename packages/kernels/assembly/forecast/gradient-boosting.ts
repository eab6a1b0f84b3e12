// Gradient boosting of regression trees on binned sensors.
//
//   squared     baseline mean y; gradients prediction − y; a leaf adds −learningRate·g/(n + l2)
//   quantile    baseline the q quantile of y; gradients −q up to y, 1 − q above; a leaf adds learningRate times the q quantile of its residuals
//
// Reference   sklearn.ensemble.HistGradientBoostingRegressor (early_stopping False), losses 'squared_error' and 'quantile'
// Source      Friedman, "Greedy function approximation: a gradient boosting machine", Ann. Statist. 29 (2001); lib/tree/boosted-tree, lib/order/bins
// Cost        trees · rows · cols · some levels, shared by sensors; a sort of each sensor first; prediction: rows · trees · depth
// Error       sums of gradients: rows · 2⁻⁵³
// Missing     goes to the side of a split that gained more in training, or else has more rows; a row whose y is missing takes no part

import { binBytes, binColumn, MOST_THRESHOLDS } from '../lib/order/bins'
import { Booster, growTree, histogramBytes, LEAF, leafAt, SPLIT, writeLeaf } from '../lib/tree/boosted-tree'
import { between } from '../lib/order/interpolate'
import { isObserved } from '../lib/column/observed'
import { lowerOf, selectPair, selectPairBytes, upperOf } from '../lib/order/sampled-select'
import { barrier, rank, shareBegin, shareEnd } from '../lib/team'
import { cell } from '../lib/vectors'

const QUANTILE: i32 = 1
const BOOSTER: usize = 192

@inline function at(values: usize, i: i32): f64 { return load<f64>(values + (<usize>i << 3)) }
@inline function put(values: usize, i: i32, value: f64): void { store<f64>(values + (<usize>i << 3), value) }
@inline function whole(values: usize, i: i32): i32 { return load<i32>(values + (<usize>i << 2)) }
@inline function round16(bytes: usize): usize { return (bytes + 15) & ~15 }

/** Bytes of the numbers that all share, without histograms. */
function sharedBytes(rows: i32, cols: i32, maxLeaves: i32): usize {
  const r = <usize>rows, c = <usize>cols
  return round16(r * c) + ((c * <usize>MOST_THRESHOLDS) << 3) + round16(c << 2) + 5 * round16(r << 3) + 2 * round16(r << 2) + <usize>maxLeaves * LEAF
    + 2 * c * SPLIT + selectPairBytes(rows) + round16(r << 3) + 64
}

/** Bytes of a member: its record, what a sort takes, and a column. */
@inline function memberBytes(rows: i32): usize { return BOOSTER + binBytes(rows) + round16(<usize>rows << 3) }

export function gradientBoostingFitScratch(teamSize: i32, rows: i32, cols: i32, targets: i32, loss: i32, q: f64, trees: i32, learningRate: f64, maxLeaves: i32,
  minLeaf: i32, l2: f64): f64 {
  return <f64>sharedBytes(rows, cols, maxLeaves) + histogramBytes(cols, maxLeaves) + <f64>teamSize * <f64>memberBytes(rows) + 64
}

/** The q quantile of `count` ≥ 1 numbers. */
function quantileOf(values: usize, count: i32, q: f64, work: usize): f64 {
  const position = q * <f64>(count - 1)
  selectPair(values, count, i32(position), work)
  return between(lowerOf(work), upperOf(work), position - floor(position))
}

/** Rank 0: rows with a target come first in place (i32 in `rowsOf`), their targets in `targets`; how many. */
function takeTargets(y: usize, rows: i32, targets: usize, rowsOf: usize): i32 {
  let count = 0
  for (let r = 0; r < rows; r++) {
    if (!isObserved(at(y, r))) continue
    put(targets, count, at(y, r))
    store<i32>(rowsOf + (<usize>count << 2), r)
    count++
  }
  return count
}

function baselineOf(targets: usize, count: i32, loss: i32, q: f64, work: usize): f64 {
  if (loss == QUANTILE) return quantileOf(targets, count, q, work)
  let sum: f64 = 0
  for (let i = 0; i < count; i++) sum += at(targets, i) / <f64>count
  return sum
}

/** Gradients of this member's rows. */
function setGradients(team: usize, b: Booster, targets: usize, predictions: usize, loss: i32, q: f64): void {
  for (let i = shareBegin(team, b.rows), end = shareEnd(team, b.rows); i < end; i++) {
    const difference = at(predictions, i) - at(targets, i)
    put(b.gradients, i, loss == QUANTILE ? (difference > 0 ? 1 - q : -q) : difference)
  }
  barrier(team)
}

/** Values of the leaves, and what they add to the predictions of their rows. */
function addLeaves(team: usize, b: Booster, targets: usize, predictions: usize, loss: i32, q: f64, learningRate: f64, residuals: usize, work: usize): void {
  if (rank(team) == 0)
    for (let i = 0; i < whole(b.state, 0); i++) {
      const leaf = leafAt(b, i), count = leaf.end - leaf.begin
      let value = -leaf.sum / (<f64>count + b.l2)
      if (loss == QUANTILE) {
        for (let k = 0; k < count; k++) put(residuals, k, at(targets, whole(b.order, leaf.begin + k)) - at(predictions, whole(b.order, leaf.begin + k)))
        value = quantileOf(residuals, count, q, work)
      }
      const step = isObserved(value) ? learningRate * value : 0
      put(b.values, leaf.node, step)
      for (let k = leaf.begin; k < leaf.end; k++) put(predictions, whole(b.order, k), at(predictions, whole(b.order, k)) + step)
    }
  barrier(team)
}

/** x rows × cols, y rows → baseline, sensors, roots trees, and nodes: 2·maxLeaves − 1 a tree. */
export function gradientBoostingFit(team: usize, x: usize, rows: i32, cols: i32, y: usize, targetCount: i32, loss: i32, q: f64, trees: i32, learningRate: f64,
  maxLeaves: i32, minLeaf: i32, l2: f64, baseline: usize, sensors: usize, roots: usize, features: usize, thresholds: usize, left: usize, right: usize,
  missingLeft: usize, values: usize, scratch: usize): void {
  const shared = (sharedBytes(rows, cols, maxLeaves) + 15) & ~15, nodes = 2 * maxLeaves - 1
  const member = scratch + shared + <usize>histogramBytes(cols, maxLeaves) + <usize>rank(team) * memberBytes(rows), work = member + BOOSTER
  const b = changetype<Booster>(member), numbers = round16(<usize>rows << 3), wholes = round16(<usize>rows << 2)
  b.cols = cols; b.maxLeaves = maxLeaves; b.minLeaf = minLeaf; b.l2 = l2
  b.bins = scratch
  b.thresholds = b.bins + round16(<usize>rows * <usize>cols)
  b.thresholdCounts = b.thresholds + ((<usize>cols * <usize>MOST_THRESHOLDS) << 3)
  b.gradients = b.thresholdCounts + round16(<usize>cols << 2)
  b.gathered = b.gradients + numbers
  const predictions = b.gathered + numbers, targets = predictions + numbers, residuals = targets + numbers
  b.order = residuals + numbers; b.spare = b.order + wholes
  b.leaves = b.spare + wholes; b.splits = b.leaves + <usize>maxLeaves * LEAF
  b.state = b.splits + 2 * <usize>cols * SPLIT
  const select = b.state + 32
  b.histograms = scratch + shared
  if (rank(team) == 0) {
    const count = takeTargets(y, rows, targets, b.spare)
    store<i32>(b.state, count, 16)
    put(sensors, 0, <f64>cols)
    put(baseline, 0, count > 0 ? baselineOf(targets, count, loss, q, select) : NaN)
  }
  barrier(team)
  b.rows = load<i32>(b.state, 16)
  for (let c = shareBegin(team, cols), end = shareEnd(team, cols); c < end; c++)
    store<i32>(b.thresholdCounts + (<usize>c << 2), binRows(cell(x, rows, 0, c), b, c, work))
  for (let i = shareBegin(team, b.rows), end = shareEnd(team, b.rows); i < end; i++) put(predictions, i, at(baseline, 0))
  barrier(team)
  for (let tree = 0; tree < trees; tree++) {
    const offset = (<usize>tree * <usize>nodes) << 3
    b.features = features + offset; b.cuts = thresholds + offset; b.left = left + offset; b.right = right + offset
    b.missing = missingLeft + offset; b.values = values + offset
    if (rank(team) == 0) put(roots, tree, <f64>tree * <f64>nodes)
    let grown = 0
    if (b.rows > 0) {
      setGradients(team, b, targets, predictions, loss, q)
      grown = growTree(team, b)
      addLeaves(team, b, targets, predictions, loss, q, learningRate, residuals, select)
    }
    if (rank(team) == 0) for (let node = grown; node < nodes; node++) writeLeaf(b, node)
  }
}

/** Bins of a column's rows that have a target, which `spare` names. */
function binRows(column: usize, b: Booster, c: i32, work: usize): i32 {
  const taken = work + binBytes(b.rows)
  for (let i = 0; i < b.rows; i++) put(taken, i, at(column, whole(b.spare, i)))
  return binColumn(taken, b.rows, b.bins + <usize>c * <usize>b.rows, b.thresholds + ((<usize>c * <usize>MOST_THRESHOLDS) << 3), work)
}

@inline function isChild(value: f64, node: i32, nodes: i32): bool { return value >= <f64>(node + 1) && value < <f64>nodes }

/** The value of one row in the tree whose nodes begin at `root`, `nodes` of them. What is no later node ends the way. */
function valueOf(x: usize, rows: i32, cols: i32, row: i32, root: i32, nodes: i32, features: usize, thresholds: usize, left: usize, right: usize,
  missingLeft: usize, values: usize): f64 {
  let node = 0
  while (node < nodes) {
    const i = root + node, feature = at(features, i)
    if (!(feature >= 0 && feature < <f64>cols && isChild(at(left, i), node, nodes) && isChild(at(right, i), node, nodes))) break
    const value = at(x, i32(feature) * rows + row)
    const goesLeft = isObserved(value) ? value <= at(thresholds, i) : at(missingLeft, i) != 0
    node = i32(at(goesLeft ? left : right, i))
  }
  return at(values, root + node)
}

/** x rows × cols and the model → out rows. */
export function gradientBoostingPredict(team: usize, x: usize, rows: i32, cols: i32, baseline: usize, one: i32, sensors: i32, roots: usize, trees: i32,
  features: usize, nodes: i32, thresholds: usize, thresholdCount: i32, left: usize, leftCount: i32, right: usize, rightCount: i32, missingLeft: usize,
  missingCount: i32, values: usize, valueCount: i32, out: usize): void {
  for (let r = shareBegin(team, rows), end = shareEnd(team, rows); r < end; r++) put(out, r, at(baseline, 0))
  for (let tree = 0; tree < trees; tree++) {
    const begin = at(roots, tree), after = tree + 1 < trees ? at(roots, tree + 1) : <f64>nodes
    if (!(begin >= 0 && after > begin && after <= <f64>nodes && floor(begin) == begin && floor(after) == after)) continue
    for (let r = shareBegin(team, rows), end = shareEnd(team, rows); r < end; r++)
      put(out, r, at(out, r) + valueOf(x, rows, cols, r, i32(begin), i32(after - begin), features, thresholds, left, right, missingLeft, values))
  }
  for (let r = shareBegin(team, rows), end = shareEnd(team, rows); r < end; r++) if (!(at(out, r) == at(out, r))) put(out, r, NaN)
}
