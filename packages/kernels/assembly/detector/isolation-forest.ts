// Isolation forest: rows that random splits set apart early are anomalous.
//
//   fit     trees of `sampleSize` rows each (lib/tree/isolation-tree), a node after the other, depth first
//   score   2^(−E[h]/c(sampleSize)): h is the depth of the row's leaf plus c(rows in that leaf), c the average path of a search (averagePath)
//
// Reference   sklearn.ensemble.IsolationForest: −score_samples, for its own trees too (`float32` compares values as it does)
// Source      Liu, Ting and Zhou, "Isolation forest", ICDM 2008
// Cost        fit: trees · sampleSize · log sampleSize reads; score: rows · trees · depth steps of about 0.8 ns
// Error       of the score: trees · 2⁻⁵³
// Missing     follows the side with more training rows, the left of equals; a row without any value is NaN
//
// To score, a tree is laid out so that siblings are neighbours and leaves lead to themselves: every row then takes as many steps as the tree is
// deep, without a branch, and eight rows step side by side. A block of 128 rows meets all trees while its columns are in the cache.

import { averagePath, grow, Grower, growerBytes, layGrower, writeNode } from '../lib/tree/isolation-tree'
import { isObserved } from '../lib/column/observed'
import { barrier, rank, shareBegin, shareEnd } from '../lib/team'
import { fillVector } from '../lib/vectors'

@inline function at(values: usize, i: i32): f64 { return load<f64>(values + (<usize>i << 3)) }
@inline function put(values: usize, i: i32, value: f64): void { store<f64>(values + (<usize>i << 3), value) }

@inline function memberBytes(rows: i32, cols: i32, samples: i32): usize { return (<usize>growerBytes(rows, cols, samples) + 112 + 15) & ~15 }

export function isolationForestFitScratch(teamSize: i32, rows: i32, cols: i32, trees: i32, sampleSize: i32, seed: i32): f64 {
  return <f64>teamSize * (growerBytes(rows, cols, sampleSize) + 128)
}

/** x rows × cols → roots trees; features, thresholds, left, right, counts: 2·sampleSize − 1 nodes a tree, unused ones leaves of no rows. */
export function isolationForestFit(team: usize, x: usize, rows: i32, cols: i32, trees: i32, sampleSize: i32, seed: i32, roots: usize,
  features: usize, thresholds: usize, left: usize, right: usize, counts: usize, rowsOfTree: usize, sensors: usize, scratch: usize): void {
  if (rank(team) == 0) { put(rowsOfTree, 0, <f64>sampleSize); put(sensors, 0, <f64>cols) }
  const own = scratch + <usize>rank(team) * memberBytes(rows, cols, sampleSize), nodes = 2 * sampleSize - 1
  const grower = changetype<Grower>(own)
  grower.x = x; grower.rows = rows; grower.cols = cols; grower.samples = sampleSize; grower.seed = seed
  layGrower(grower, own + 96)
  for (let tree = shareBegin(team, trees), end = shareEnd(team, trees); tree < end; tree++) {
    const offset = (<usize>tree * nodes) << 3
    grower.tree = tree
    put(roots, tree, <f64>tree * <f64>nodes)
    grower.features = features + offset; grower.thresholds = thresholds + offset
    grower.left = left + offset; grower.right = right + offset; grower.counts = counts + offset
    for (let node = grow(grower, own + 80); node < nodes; node++) writeNode(grower, node, -1, 0, 0)
  }
}

/** Rows of a block: 128 of 50 columns are 51 KB. */
const BLOCK: i32 = 128
const BLOCK_COLUMN: usize = 1024
/** A node as it is walked: threshold f64, byte offset of the sensor's column and of the left child (the right one follows) i32, h f64, and which child
 * gaps follow i32, as a byte offset. */
const NODE: usize = 32

/** A tree as given, and where it is laid out. */
@unmanaged
class Walk {
  nodes: i32
  features: usize
  thresholds: usize
  left: usize
  right: usize
  counts: usize
  /** Laid out: NODE bytes a node. */
  walked: usize
  /** i32 a laid out node: which of the given ones it is, and its depth. */
  origins: usize
  depths: usize
}

@inline function isWithin(value: f64, nodes: i32): bool { return value >= 1 && value < <f64>nodes }
@inline function isSplit(walk: Walk, node: i32, cols: i32): bool {
  const feature = at(walk.features, node)
  return isWithin(at(walk.left, node), walk.nodes) && isWithin(at(walk.right, node), walk.nodes) && feature >= 0 && feature < <f64>cols
}

/**
 * Lays a tree out level by level, siblings as neighbours. What is not a tree (children out of range, or met again) ends in leaves: no more nodes are
 * laid out than are given. Returns the depth.
 */
function layOut(walk: Walk, cols: i32): i32 {
  store<i32>(walk.origins, 0)
  store<i32>(walk.depths, 0)
  let laid = 1, deepest = 0
  for (let i = 0; i < laid; i++) {
    const origin = load<i32>(walk.origins + (<usize>i << 2)), depth = load<i32>(walk.depths + (<usize>i << 2)), to = walk.walked + <usize>i * NODE
    const split = laid + 2 <= walk.nodes && isSplit(walk, origin, cols)
    store<f64>(to, split ? at(walk.thresholds, origin) : Infinity)
    store<i32>(to, split ? i32(at(walk.features, origin)) * <i32>BLOCK_COLUMN : 0, 8)
    store<i32>(to, (split ? laid : i) * <i32>NODE, 12)
    store<f64>(to, <f64>depth + (split ? 0 : averagePath(at(walk.counts, origin))), 16)
    if (!split) continue
    const first = i32(at(walk.left, origin)), second = i32(at(walk.right, origin))
    store<i32>(to, i32(at(walk.counts, second) > at(walk.counts, first)) * <i32>NODE, 24)
    for (let child = 0; child < 2; child++, laid++) {
      store<i32>(walk.origins + (<usize>laid << 2), child ? second : first)
      store<i32>(walk.depths + (<usize>laid << 2), depth + 1)
    }
    deepest = depth + 1
  }
  return deepest
}

/** One step of one row. */
@inline function step(tree: usize, node: i32, row: usize): i32 {
  const from = tree + <usize>node
  return load<i32>(from, 12) + (i32(load<f64>(row + <usize>load<i32>(from, 8)) > load<f64>(from)) << 5)
}

/** Adds h of eight complete rows; eight chains of loads hide each other's latency. */
function walkEight(tree: usize, depth: i32, row: usize, sums: usize): void {
  let a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0
  for (let level = 0; level < depth; level++) {
    a = step(tree, a, row); b = step(tree, b, row + 8); c = step(tree, c, row + 16); d = step(tree, d, row + 24)
    e = step(tree, e, row + 32); f = step(tree, f, row + 40); g = step(tree, g, row + 48); h = step(tree, h, row + 56)
  }
  add(tree, a, sums); add(tree, b, sums + 8); add(tree, c, sums + 16); add(tree, d, sums + 24)
  add(tree, e, sums + 32); add(tree, f, sums + 40); add(tree, g, sums + 48); add(tree, h, sums + 56)
}

@inline function add(tree: usize, node: i32, sum: usize): void { store<f64>(sum, load<f64>(sum) + load<f64>(tree + <usize>node, 16)) }

/** Adds h of one row that may lack values. */
function walkGaps(tree: usize, depth: i32, row: usize, sum: usize): void {
  let node = 0
  for (let level = 0; level < depth; level++) {
    const from = tree + <usize>node, value = load<f64>(row + <usize>load<i32>(from, 8))
    // A leaf leads to itself, whatever the value.
    const isLeaf = load<i32>(from, 12) == node
    node = load<i32>(from, 12) + (isLeaf ? 0 : value == value ? i32(value > load<f64>(from)) << 5 : load<i32>(from, 24))
  }
  add(tree, node, sum)
}

/** Columns of a block, NaN where missing, zeros beyond its rows; returns whether any value is missing. */
function loadBlock(x: usize, rows: i32, cols: i32, begin: i32, count: i32, single: bool, block: usize): bool {
  let gaps = false
  for (let c = 0; c < cols; c++) {
    const column = x + ((<usize>c * rows + begin) << 3), to = block + <usize>c * BLOCK_COLUMN
    for (let r = 0; r < count; r++) {
      const given = at(column, r), value = single ? <f64>(<f32>given) : given
      gaps = gaps || !isObserved(value)
      put(to, r, isObserved(value) ? value : NaN)
    }
    fillVector(to + (<usize>count << 3), 0, BLOCK - count)
  }
  return gaps
}

function hasValue(block: usize, cols: i32, r: i32): bool {
  for (let c = 0; c < cols; c++) {
    const value = load<f64>(block + <usize>c * BLOCK_COLUMN + (<usize>r << 3))
    if (value == value) return true
  }
  return false
}

@inline function scoreMemberBytes(cols: i32): usize { return (64 + (<usize>cols + 1) * BLOCK_COLUMN + 15) & ~15 }

/** Bytes: the trees laid out, origins and depths of nodes, the depth of each tree, and a member's record, block and sums. */
export function isolationForestScoreScratch(teamSize: i32, rows: i32, cols: i32, trees: i32, nodes: i32, thresholds: i32, left: i32, right: i32, counts: i32,
  sampleSize: i32, sensors: i32, float32: i32): f64 {
  return <f64>nodes * <f64>(NODE + 8) + 8 * <f64>trees + 32 + <f64>teamSize * <f64>scoreMemberBytes(cols)
}

/** How many nodes tree t has, given where trees begin; 0 where that is no place. */
function nodesOf(roots: usize, trees: i32, nodes: i32, t: i32): i32 {
  const begin = at(roots, t), end = t + 1 < trees ? at(roots, t + 1) : <f64>nodes
  return begin >= 0 && end > begin && end <= <f64>nodes && floor(begin) == begin && floor(end) == end ? i32(end - begin) : 0
}

/** Σ h over the trees, of the rows of a block. */
function walkBlock(block: usize, gaps: bool, roots: usize, trees: i32, nodes: i32, walked: usize, depths: usize, sums: usize): void {
  fillVector(sums, 0, BLOCK)
  for (let t = 0; t < trees; t++) {
    if (nodesOf(roots, trees, nodes, t) == 0) continue
    const tree = walked + <usize>i32(at(roots, t)) * NODE, depth = load<i32>(depths + (<usize>t << 2))
    if (gaps) for (let r = 0; r < BLOCK; r++) walkGaps(tree, depth, block + (<usize>r << 3), sums + (<usize>r << 3))
    else for (let r: usize = 0; r < BLOCK_COLUMN; r += 64) walkEight(tree, depth, block + r, sums + r)
  }
}

/** x rows × cols and the forest → out rows. */
export function isolationForestScore(team: usize, x: usize, rows: i32, cols: i32, roots: usize, trees: i32, features: usize, nodes: i32, thresholds: usize,
  thresholdCount: i32, left: usize, leftCount: i32, right: usize, rightCount: i32, counts: usize, countCount: i32, sampleSize: i32, sensors: i32, float32: i32,
  out: usize, scratch: usize): void {
  const walked = scratch, origins = walked + <usize>nodes * NODE, levels = origins + (<usize>nodes << 2), depths = levels + (<usize>nodes << 2)
  const own = ((depths + (<usize>trees << 2) + 15) & ~15) + <usize>rank(team) * scoreMemberBytes(cols)
  const walk = changetype<Walk>(own), block = own + 64, sums = block + <usize>cols * BLOCK_COLUMN
  for (let t = shareBegin(team, trees), end = shareEnd(team, trees); t < end; t++) {
    walk.nodes = nodesOf(roots, trees, nodes, t)
    if (walk.nodes == 0) continue
    const root = <usize>i32(at(roots, t)), offset = root << 3
    walk.features = features + offset; walk.thresholds = thresholds + offset; walk.left = left + offset; walk.right = right + offset
    walk.counts = counts + offset
    walk.walked = walked + root * NODE; walk.origins = origins + (root << 2); walk.depths = levels + (root << 2)
    store<i32>(depths + (<usize>t << 2), layOut(walk, cols))
  }
  barrier(team)
  const usual = <f64>trees * averagePath(<f64>sampleSize), blocks = (rows + BLOCK - 1) / BLOCK
  for (let b = shareBegin(team, blocks), end = shareEnd(team, blocks); b < end; b++) {
    const begin = b * BLOCK, count = min(BLOCK, rows - begin)
    const gaps = loadBlock(x, rows, cols, begin, count, float32 != 0, block)
    walkBlock(block, gaps, roots, trees, nodes, walked, depths, sums)
    for (let r = 0; r < count; r++) {
      const score = usual > 0 ? Math.pow(2, -at(sums, r) / usual) : 0.5
      put(out, begin + r, score == score && (!gaps || hasValue(block, cols, r)) ? score : NaN)
    }
  }
}
