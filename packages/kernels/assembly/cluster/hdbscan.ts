// HDBSCAN: clusters of any shape and of different density, and rows that belong to none.
//
//   mutual reachability   max(distance, core distance of either row): lib/cluster/reachability
//   clusters              those of the tree of joins that last longest: lib/cluster/condensed-tree
//
// Reference   sklearn.cluster.HDBSCAN (cluster_selection_method 'eom', allow_single_cluster False): labels up to their names, probabilities
// Source      Campello, Moulavi and Sander, "Density-based clustering based on hierarchical density estimates", PAKDD 2013
// Cost        rows² · cols differences, shared by the team, and half as many by one member
// Error       distances: cols · 2⁻⁵³; equal ones may join in another order than scikit-learn's
// Missing     counts as the column's mean; a row without any value belongs to no cluster

import { Cloud, placePoints } from '../lib/cluster/cloud'
import { labelRows, layLinkage, Linkage, linkageBytes } from '../lib/cluster/condensed-tree'
import { coreDistances, GROUP, spanningTree, Tree } from '../lib/cluster/reachability'
import { rank } from '../lib/team'

/** Records, and eight numbers. */
const HEAD: usize = 384
const EIGHT: usize = 320

@inline function put(values: usize, i: i32, value: f64): void { store<f64>(values + (<usize>i << 3), value) }
@inline function memberBytes(cols: i32, minSamples: i32): usize { return HEAD + ((<usize>cols + <usize>minSamples) << 3) }
@inline function round16(bytes: usize): usize { return (bytes + 15) & ~15 }

/** Bytes: coordinates, means, spans, labels, four numbers a row, the linkage, members. */
export function hdbscanScratch(teamSize: i32, rows: i32, cols: i32, minClusterSize: i32, minSamples: i32): f64 {
  return 8 * (<f64>rows * cols + <f64>GROUP + 2 * <f64>cols + <f64>rows + 4 * (<f64>rows + <f64>GROUP)) + linkageBytes(rows) + 64
    + <f64>teamSize * <f64>memberBytes(cols, minSamples)
}

/** x rows × cols → labels rows, probabilities rows, clusters 1. */
export function hdbscan(team: usize, x: usize, rows: i32, cols: i32, minClusterSize: i32, minSamples: i32, labels: usize, probabilities: usize,
  clusters: usize, scratch: usize): void {
  const columns = <usize>cols << 3, numbers = (<usize>rows + GROUP) << 3
  const z = scratch, center = z + ((<usize>rows * cols + GROUP) << 3), spans = center + columns, marks = spans + columns, core = marks + (<usize>rows << 3)
  const best = core + numbers, from = best + numbers, names = from + numbers, link = round16(names + numbers)
  const own = round16(link + <usize>linkageBytes(rows)) + <usize>rank(team) * memberBytes(cols, minSamples)
  const cloud = changetype<Cloud>(own), tree = changetype<Tree>(own + 96), linkage = changetype<Linkage>(own + 160), list = own + HEAD
  cloud.rows = rows; cloud.cols = cols; cloud.z = z; cloud.labels = marks
  tree.core = core; tree.best = best; tree.from = from; tree.names = names
  layLinkage(linkage, rows, link)
  tree.sources = linkage.sources; tree.targets = linkage.targets; tree.lengths = linkage.lengths
  placePoints(team, cloud, x, center, spans)
  coreDistances(team, cloud, core, minSamples, list, list + (<usize>minSamples << 3), own + EIGHT)
  if (rank(team) != 0) return
  // Too few rows for a core distance make no cluster.
  linkage.edges = max(spanningTree(cloud, tree, list, own + EIGHT), 0)
  if (linkage.edges + 1 < minSamples) linkage.edges = 0
  put(clusters, 0, <f64>labelRows(linkage, minClusterSize, labels, probabilities))
}
