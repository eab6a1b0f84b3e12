// One tree of gradient boosting: grown leaf by leaf, the split that gains most first, on histograms of binned sensors.
//
//   gain   g_l²/(n_l + l2) + g_r²/(n_r + l2) − g²/(n + l2), g sums of gradients, n rows; missing values go to the side that gains more
//
// Source      Friedman, Ann. Statist. 29 (2001); Ke et al., "LightGBM", NeurIPS 2017; sklearn.ensemble.HistGradientBoostingRegressor
//
// Members share sensors: each sums gradients in the order of rows, so the bits are those of one. Of two children the smaller is summed, the other
// is what is left of the parent, in the parent's place.

import { MISSING, MOST_THRESHOLDS } from '../order/bins'
import { barrier, rank, shareBegin, shareEnd } from '../team'

@inline function at(values: usize, i: i32): f64 { return load<f64>(values + (<usize>i << 3)) }
@inline function put(values: usize, i: i32, value: f64): void { store<f64>(values + (<usize>i << 3), value) }
@inline function whole(values: usize, i: i32): i32 { return load<i32>(values + (<usize>i << 2)) }
@inline function putWhole(values: usize, i: i32, value: i32): void { store<i32>(values + (<usize>i << 2), value) }

/** Bytes of a histogram of one sensor: sum and count of 256 bins. */
const HISTOGRAM: usize = 4096
/** Bytes of a split of one sensor: gain, sum on the left, rows on the left (f64), bin, whether missing values go left (i32). */
export const SPLIT: usize = 32

/** A leaf: where its rows stand, what they add up to, and its best split. */
@unmanaged
export class Leaf {
  sum: f64
  gain: f64
  leftSum: f64
  begin: i32
  end: i32
  node: i32
  slot: i32
  sensor: i32
  bin: i32
  missingLeft: i32
  leftCount: i32
}
export const LEAF: usize = 64

/** Of one call, the same memory for every member. */
@unmanaged
export class Booster {
  rows: i32
  cols: i32
  maxLeaves: i32
  minLeaf: i32
  l2: f64
  /** u8 cols × rows; of each sensor its thresholds (MOST_THRESHOLDS f64) and how many (i32). */
  bins: usize
  thresholds: usize
  thresholdCounts: usize
  gradients: usize
  /** Rows, those of a leaf together, ascending (i32); room to move them; gradients in the order of a leaf's rows. */
  order: usize
  spare: usize
  gathered: usize
  /** maxLeaves × cols histograms; maxLeaves leaves; for each of two children and each sensor a split. */
  histograms: usize
  leaves: usize
  splits: usize
  /** i32: number of leaves, the two children of this turn (−1: none). */
  state: usize
  /** Of this tree, as f64 a node. */
  features: usize
  cuts: usize
  left: usize
  right: usize
  missing: usize
  values: usize
}

@inline export function leafAt(b: Booster, i: i32): Leaf { return changetype<Leaf>(b.leaves + <usize>i * LEAF) }
@inline function histogramAt(b: Booster, slot: i32, sensor: i32): usize { return b.histograms + <usize>(slot * b.cols + sensor) * HISTOGRAM }
@inline function splitAt(b: Booster, child: i32, sensor: i32): usize { return b.splits + <usize>(child * b.cols + sensor) * SPLIT }

export function histogramBytes(cols: i32, maxLeaves: i32): f64 { return <f64>maxLeaves * <f64>cols * <f64>HISTOGRAM }

/** Sums of a leaf's gradients by bins of a sensor, rows in order. */
function addUp(b: Booster, leaf: Leaf, sensor: i32, histogram: usize): void {
  memory.fill(histogram, 0, HISTOGRAM)
  const bins = b.bins + <usize>sensor * <usize>b.rows
  let one = f64x2.splat(1), gradient = b.gathered + (<usize>leaf.begin << 3)
  for (let row = b.order + (<usize>leaf.begin << 2), end = b.order + (<usize>leaf.end << 2); row < end; row += 4, gradient += 8) {
    const bin = histogram + (<usize>load<u8>(bins + <usize>load<i32>(row)) << 4)
    v128.store(bin, f64x2.add(v128.load(bin), v128.load64_lane(gradient, one, 0)))
  }
}

/** What is left of the parent's histogram. */
function subtract(parent: usize, child: usize): void {
  for (let i: usize = 0; i < HISTOGRAM; i += 16) v128.store(parent + i, f64x2.sub(v128.load(parent + i), v128.load(child + i)))
}

/** The best split of a leaf on a sensor, missing values right and, where there are some, left. */
function findSplit(b: Booster, leaf: Leaf, sensor: i32, histogram: usize, to: usize): void {
  const count = <f64>(leaf.end - leaf.begin), least = <f64>b.minLeaf, thresholds = whole(b.thresholdCounts, sensor)
  const missingSum = load<f64>(histogram + (<usize>MISSING << 4)), missing = load<f64>(histogram + (<usize>MISSING << 4), 8)
  const without = (leaf.sum * leaf.sum) / (count + b.l2)
  store<f64>(to, 0)
  for (let side = 0; side < (missing > 0 ? 2 : 1); side++) {
    let sum = side ? missingSum : 0, rows = side ? missing : 0
    // The last bin too, if what is missing stays apart from it.
    for (let bin = 0, last = missing > 0 && side == 0 ? thresholds + 1 : thresholds; bin < last; bin++) {
      sum += load<f64>(histogram + (<usize>bin << 4))
      rows += load<f64>(histogram + (<usize>bin << 4), 8)
      const others = count - rows
      if (rows < least || others < least) continue
      const rest = leaf.sum - sum, gain = (sum * sum) / (rows + b.l2) + (rest * rest) / (others + b.l2) - without
      if (!(gain > load<f64>(to))) continue
      store<f64>(to, gain); store<f64>(to, sum, 8); store<f64>(to, rows, 16)
      store<i32>(to, bin, 24)
      store<i32>(to, missing > 0 ? side : i32(rows > others), 28)
    }
  }
}

/** Splits of the children on this member's sensors, the smaller one's histograms first. */
function workSensors(team: usize, b: Booster): void {
  const small = whole(b.state, 1), large = whole(b.state, 2)
  for (let sensor = shareBegin(team, b.cols), end = shareEnd(team, b.cols); sensor < end; sensor++) {
    const leaf = leafAt(b, small), histogram = histogramAt(b, leaf.slot, sensor)
    addUp(b, leaf, sensor, histogram)
    findSplit(b, leaf, sensor, histogram, splitAt(b, 0, sensor))
    if (large < 0) continue
    const other = leafAt(b, large), rest = histogramAt(b, other.slot, sensor)
    subtract(rest, histogram)
    findSplit(b, other, sensor, rest, splitAt(b, 1, sensor))
  }
}

/** The best of all sensors' splits, of equals the first, into the leaf. */
function chooseSensor(b: Booster, leaf: Leaf, child: i32): void {
  leaf.gain = 0
  for (let sensor = 0; sensor < b.cols; sensor++) {
    const split = splitAt(b, child, sensor)
    if (!(load<f64>(split) > leaf.gain)) continue
    leaf.gain = load<f64>(split); leaf.leftSum = load<f64>(split, 8); leaf.leftCount = i32(load<f64>(split, 16))
    leaf.bin = load<i32>(split, 24); leaf.missingLeft = load<i32>(split, 28); leaf.sensor = sensor
  }
}

/** The leaf that gains most, of equals the first; −1 where none gains or there are enough. */
function chooseLeaf(b: Booster): i32 {
  let best = -1, gain: f64 = 0
  for (let i = 0, count = whole(b.state, 0); i < count && count < b.maxLeaves; i++)
    if (leafAt(b, i).gain > gain) { best = i; gain = leafAt(b, i).gain }
  return best
}

/** Rows that go left to the front, both in their order. */
function partition(b: Booster, leaf: Leaf): i32 {
  const bins = b.bins + <usize>leaf.sensor * <usize>b.rows
  let middle = leaf.begin, others = 0
  for (let i = leaf.begin; i < leaf.end; i++) {
    const row = whole(b.order, i), bin = <i32>load<u8>(bins + <usize>row)
    if (bin == MISSING ? leaf.missingLeft != 0 : bin <= leaf.bin) putWhole(b.order, middle++, row)
    else putWhole(b.spare, others++, row)
  }
  memory.copy(b.order + (<usize>middle << 2), b.spare, <usize>others << 2)
  return middle
}

function gather(b: Booster, leaf: Leaf): void {
  for (let i = leaf.begin; i < leaf.end; i++) put(b.gathered, i, at(b.gradients, whole(b.order, i)))
}

/** A node without children and value. */
export function writeLeaf(b: Booster, node: i32): void {
  put(b.features, node, -1); put(b.cuts, node, 0); put(b.left, node, -1); put(b.right, node, -1); put(b.missing, node, 0); put(b.values, node, 0)
}

/** Splits a leaf: it stays as the left child, the right one is new; the smaller gets the new histogram slot. */
function split(b: Booster, i: i32): void {
  const leaf = leafAt(b, i), count = whole(b.state, 0), other = leafAt(b, count), node = leaf.node, first = 2 * count - 1
  put(b.features, node, <f64>leaf.sensor)
  const thresholds = whole(b.thresholdCounts, leaf.sensor)
  put(b.cuts, node, leaf.bin < thresholds ? at(b.thresholds, leaf.sensor * MOST_THRESHOLDS + leaf.bin) : Infinity)
  put(b.left, node, <f64>first); put(b.right, node, <f64>(first + 1)); put(b.missing, node, <f64>leaf.missingLeft)
  writeLeaf(b, first); writeLeaf(b, first + 1)
  const middle = partition(b, leaf)
  other.begin = middle; other.end = leaf.end; other.sum = leaf.sum - leaf.leftSum; other.node = first + 1
  leaf.end = middle; leaf.sum = leaf.leftSum; leaf.node = first
  leaf.gain = 0; other.gain = 0
  const leftIsSmall = leaf.end - leaf.begin <= other.end - other.begin
  other.slot = leftIsSmall ? leaf.slot : count
  if (leftIsSmall) leaf.slot = count
  putWhole(b.state, 0, count + 1)
  putWhole(b.state, 1, leftIsSmall ? i : count)
  putWhole(b.state, 2, leftIsSmall ? count : i)
}

function startRoot(b: Booster): void {
  const root = leafAt(b, 0)
  root.begin = 0; root.end = b.rows; root.node = 0; root.slot = 0; root.sum = 0; root.gain = 0
  for (let r = 0; r < b.rows; r++) { putWhole(b.order, r, r); root.sum += at(b.gradients, r) }
  writeLeaf(b, 0)
  putWhole(b.state, 0, 1); putWhole(b.state, 1, 0); putWhole(b.state, 2, -1)
  gather(b, root)
}

/** Splits leaves until there are children that may be split again; none is left in `state` where that is over. */
function splitNext(b: Booster): void {
  let next = chooseLeaf(b)
  while (next >= 0) {
    split(b, next)
    const large = leafAt(b, whole(b.state, 2))
    if (whole(b.state, 0) < b.maxLeaves && large.end - large.begin >= 2 * b.minLeaf) return gather(b, leafAt(b, whole(b.state, 1)))
    next = chooseLeaf(b)
  }
  putWhole(b.state, 1, -1)
}

/** Grows a tree on the gradients; leaves and their rows are in `leaves` and `order`, values are the caller's. Returns the number of nodes. */
export function growTree(team: usize, b: Booster): i32 {
  if (rank(team) == 0) startRoot(b)
  barrier(team)
  while (whole(b.state, 1) >= 0) {
    workSensors(team, b)
    barrier(team)
    if (rank(team) == 0) {
      chooseSensor(b, leafAt(b, whole(b.state, 1)), 0)
      if (whole(b.state, 2) >= 0) chooseSensor(b, leafAt(b, whole(b.state, 2)), 1)
      splitNext(b)
    }
    barrier(team)
  }
  return 2 * whole(b.state, 0) - 1
}
