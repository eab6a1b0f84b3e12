// From a minimum spanning tree to clusters: rows join from the shortest edge up, and of the clusters that appear those that last are taken.
//
// Source      Campello, Moulavi and Sander, PAKDD 2013 (excess of mass); sklearn.cluster.HDBSCAN (tree_to_labels)
//
// λ is 1/length: a cluster is born where its parent splits in two of at least `least` rows each, and rows fall out of it at the λ of the edge that
// held them. stability Σ (λ at which a row leaves − λ of birth); a cluster is taken if it is more stable than the taken ones within it; the root never is.

import { fillVector } from '../vectors'

@inline function at(values: usize, i: i32): f64 { return load<f64>(values + (<usize>i << 3)) }
@inline function put(values: usize, i: i32, value: f64): void { store<f64>(values + (<usize>i << 3), value) }
@inline function whole(values: usize, i: i32): i32 { return load<i32>(values + (<usize>i << 2)) }
@inline function putWhole(values: usize, i: i32, value: i32): void { store<i32>(values + (<usize>i << 2), value) }

/** Lengths below this, in units of the largest coordinate, count as this: rows that repeat have no infinite λ. */
const LEAST_LENGTH: f64 = 2.0 ** -400

@unmanaged
export class Linkage {
  /** Rows, and edges. */
  rows: i32
  edges: i32
  /** Of each edge: its rows (f64) and its length, ascending once sorted. */
  sources: usize
  targets: usize
  lengths: usize
  /** i32, nodes (2 · rows): the node above while joining; rows below. */
  above: usize
  counts: usize
  /** i32, edges: the two nodes that an edge joins (node rows + edge). */
  left: usize
  right: usize
  /** Of clusters: λ of birth, stability, largest λ (f64); the cluster around, whether taken, its label (i32). */
  births: usize
  stabilities: usize
  deaths: usize
  parents: usize
  taken: usize
  names: usize
  /** Of rows: λ at which they leave (f64), and which cluster (i32, −1 for none). */
  lambdas: usize
  lefts: usize
  /** i32, nodes: the cluster a node belongs to, and a queue. */
  clusters: usize
  queue: usize
  clusterCount: i32
}

/** Bytes of the arrays of so many rows. */
export function linkageBytes(rows: i32): f64 { return <f64>rows * (8 * 7 + 4 * 16) + 256 }

/** Points into memory; what is f64 first. `edges` is set by the caller. */
export function layLinkage(linkage: Linkage, rows: i32, memory: usize): void {
  const numbers = <usize>rows << 3, wholes = <usize>rows << 2
  linkage.rows = rows
  linkage.sources = memory; linkage.targets = memory + numbers; linkage.lengths = memory + 2 * numbers
  linkage.births = memory + 3 * numbers; linkage.stabilities = memory + 4 * numbers; linkage.deaths = memory + 5 * numbers
  linkage.lambdas = memory + 6 * numbers
  memory += 7 * numbers
  linkage.above = memory; linkage.counts = memory + 2 * wholes; linkage.clusters = memory + 4 * wholes; linkage.queue = memory + 6 * wholes
  memory += 8 * wholes
  linkage.left = memory; linkage.right = memory + wholes; linkage.parents = memory + 2 * wholes; linkage.taken = memory + 3 * wholes
  linkage.names = memory + 4 * wholes; linkage.lefts = memory + 5 * wholes
}

@inline function swapEdges(l: Linkage, a: i32, b: i32): void {
  swapNumbers(l.sources, a, b); swapNumbers(l.targets, a, b); swapNumbers(l.lengths, a, b); swapNumbers(l.births, a, b)
}

@inline function swapNumbers(values: usize, a: i32, b: i32): void {
  const value = at(values, a)
  put(values, a, at(values, b))
  put(values, b, value)
}

/** Longer, or of equals found later. While edges are sorted, `births` holds when each was found. */
@inline function isAfter(l: Linkage, a: i32, b: i32): bool {
  const x = at(l.lengths, a), y = at(l.lengths, b)
  return x > y || (x == y && at(l.births, a) > at(l.births, b))
}

/** Edges in ascending order, in place: heapsort. */
function sortEdges(l: Linkage): void {
  for (let root = (l.edges >> 1) - 1; root >= 0; root--) sinkEdge(l, root, l.edges)
  for (let last = l.edges - 1; last > 0; last--) {
    swapEdges(l, 0, last)
    sinkEdge(l, 0, last)
  }
}

function sinkEdge(l: Linkage, root: i32, count: i32): void {
  for (let child = 2 * root + 1; child < count; child = 2 * root + 1) {
    if (child + 1 < count && isAfter(l, child + 1, child)) child++
    if (!isAfter(l, child, root)) return
    swapEdges(l, root, child)
    root = child
  }
}

/** The topmost node over `node`; the way there is shortened. */
function topOf(l: Linkage, node: i32): i32 {
  let top = node
  while (whole(l.above, top) >= 0) top = whole(l.above, top)
  while (whole(l.above, node) >= 0) {
    const next = whole(l.above, node)
    putWhole(l.above, node, top)
    node = next
  }
  return top
}

function joinRows(l: Linkage): void {
  for (let node = 0; node < 2 * l.rows; node++) { putWhole(l.above, node, -1); putWhole(l.counts, node, 1) }
  for (let edge = 0; edge < l.edges; edge++) {
    const left = topOf(l, i32(at(l.sources, edge))), right = topOf(l, i32(at(l.targets, edge))), node = l.rows + edge
    putWhole(l.left, edge, left); putWhole(l.right, edge, right)
    putWhole(l.above, left, node); putWhole(l.above, right, node)
    putWhole(l.counts, node, whole(l.counts, left) + whole(l.counts, right))
  }
}

@inline function lambdaOf(l: Linkage, node: i32): f64 { return 1 / max(at(l.lengths, node - l.rows), LEAST_LENGTH) }

/** All rows below `node` leave `cluster` at λ. The queue beyond `tail` is free. */
function dropRows(l: Linkage, node: i32, cluster: i32, lambda: f64, tail: i32): void {
  let last = tail
  putWhole(l.queue, last++, node)
  for (let i = tail; i < last; i++) {
    const next = whole(l.queue, i)
    if (next >= l.rows) {
      putWhole(l.queue, last++, whole(l.left, next - l.rows))
      putWhole(l.queue, last++, whole(l.right, next - l.rows))
      continue
    }
    put(l.lambdas, next, lambda)
    putWhole(l.lefts, next, cluster)
  }
}

/** What leaves a cluster at λ, `count` rows of it. */
@inline function leave(l: Linkage, cluster: i32, lambda: f64, count: i32): void {
  put(l.stabilities, cluster, at(l.stabilities, cluster) + (lambda - at(l.births, cluster)) * <f64>count)
  put(l.deaths, cluster, max(at(l.deaths, cluster), lambda))
}

function newCluster(l: Linkage, node: i32, parent: i32, lambda: f64): void {
  const cluster = l.clusterCount++
  put(l.births, cluster, lambda); put(l.stabilities, cluster, 0); put(l.deaths, cluster, 0)
  putWhole(l.parents, cluster, parent); putWhole(l.taken, cluster, 1)
  putWhole(l.clusters, node, cluster)
}

/** Walks the joined tree from its root, level by level. */
function condense(l: Linkage, least: i32): void {
  l.clusterCount = 0
  for (let r = 0; r < l.rows; r++) { putWhole(l.lefts, r, -1); put(l.lambdas, r, 0) }
  if (l.edges == 0) return
  const root = l.rows + l.edges - 1
  newCluster(l, root, -1, 0)
  let tail = 0
  putWhole(l.queue, tail++, root)
  for (let head = 0; head < tail; head++) {
    const node = whole(l.queue, head), cluster = whole(l.clusters, node), lambda = lambdaOf(l, node)
    const left = whole(l.left, node - l.rows), right = whole(l.right, node - l.rows)
    const large = i32(whole(l.counts, left) >= least) + i32(whole(l.counts, right) >= least)
    for (let side = 0; side < 2; side++) {
      const child = side ? right : left, count = whole(l.counts, child)
      if (count < least) { leave(l, cluster, lambda, count); dropRows(l, child, cluster, lambda, tail); continue }
      if (large == 2) { leave(l, cluster, lambda, count); newCluster(l, child, cluster, lambda) }
      else putWhole(l.clusters, child, cluster)
      // Of one row, as may be where least is 1, there is nothing below.
      if (child >= l.rows) putWhole(l.queue, tail++, child)
      else { leave(l, whole(l.clusters, child), lambda, 1); put(l.lambdas, child, lambda); putWhole(l.lefts, child, whole(l.clusters, child)) }
    }
  }
}

/** Takes the most stable clusters that do not hold each other; labels them in their order. Returns how many. */
function takeClusters(l: Linkage): i32 {
  const within = l.lengths
  fillVector(within, 0, l.clusterCount)
  for (let c = l.clusterCount - 1; c > 0; c--) {
    const best = max(at(l.stabilities, c), at(within, c))
    if (at(within, c) > at(l.stabilities, c)) putWhole(l.taken, c, 0)
    put(within, whole(l.parents, c), at(within, whole(l.parents, c)) + best)
  }
  if (l.clusterCount > 0) putWhole(l.taken, 0, 0)
  let count = 0
  // A cluster within a taken one is that one; parents come before what they hold.
  for (let c = 0; c < l.clusterCount; c++) {
    const parent = whole(l.parents, c)
    const around = parent >= 0 && whole(l.names, parent) >= 0
    putWhole(l.names, c, around ? whole(l.names, parent) : whole(l.taken, c) ? count++ : -1)
    if (around) { putWhole(l.taken, c, 0); put(l.deaths, c, at(l.deaths, parent)) }
  }
  return count
}

/** Labels (−1 for none) and how surely rows belong, 0 … 1; the edges are squared lengths and are used up. Returns how many clusters there are. */
export function labelRows(l: Linkage, least: i32, labels: usize, probabilities: usize): i32 {
  for (let edge = 0; edge < l.edges; edge++) {
    put(l.lengths, edge, sqrt(at(l.lengths, edge)))
    put(l.births, edge, <f64>edge)
  }
  sortEdges(l)
  joinRows(l)
  condense(l, least)
  const count = takeClusters(l)
  for (let r = 0; r < l.rows; r++) {
    const cluster = whole(l.lefts, r), name = cluster < 0 ? -1 : whole(l.names, cluster)
    put(labels, r, <f64>name)
    put(probabilities, r, name < 0 ? 0 : at(l.deaths, cluster) > 0 ? min(at(l.lambdas, r), at(l.deaths, cluster)) / at(l.deaths, cluster) : 1)
  }
  return count
}
