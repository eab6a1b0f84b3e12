// How well clusters stand apart, and how far two clusterings of the same rows agree.
//
//   calinskiHarabasz   (B/(k − 1)) / (W/(n − k)): B the rows' squared distances from the overall mean to their cluster's, W from there to themselves
//   daviesBouldin      mean over the clusters of the largest (s_i + s_j)/d_ij, s the mean distance of a cluster's rows to its mean, d between means
//   adjustedRandIndex  share of pairs of rows that both clusterings join or both part, adjusted for chance: 1 equal, about 0 unrelated
//
// Reference   sklearn.metrics.calinski_harabasz_score, davies_bouldin_score, adjusted_rand_score (from the pair confusion matrix)
// Source      Caliński and Harabasz, Commun. Stat. 3 (1974); Davies and Bouldin, IEEE Trans. PAMI 1 (1979); Hubert and Arabie, J. Classif. 2 (1985)
// Cost        rows · cols, and cols · clusters² for daviesBouldin; rows · log rows for adjustedRandIndex; by one member
// Error       some rows · 2⁻⁵³; adjustedRandIndex counts pairs exactly up to 2⁵³ of them
// Missing     counts as the column's mean; a row without a label or any value takes no part (for adjustedRandIndex what is no label is one cluster)

import { blockedMean } from '../lib/column/deviations'
import { clusterBytes, Clusters, labelOf, layClusters, sortClusters } from '../lib/cluster/labels'
import { isObserved } from '../lib/column/observed'
import { rank } from '../lib/team'
import { cell, fillVector, powerOfTwoFor } from '../lib/vectors'

const HEAD: usize = 64

@inline function at(values: usize, i: i32): f64 { return load<f64>(values + (<usize>i << 3)) }
@inline function put(values: usize, i: i32, value: f64): void { store<f64>(values + (<usize>i << 3), value) }
@inline function clusterAt(clusters: Clusters, row: i32): i32 { return load<i32>(clusters.own + (<usize>row << 2)) }
@inline function countOf(clusters: Clusters, c: i32): f64 { return <f64>load<i32>(clusters.counts + (<usize>c << 2)) }

/** Bytes: clusters, deviations, means of clusters, and a number a row. */
function scratchBytes(rows: i32, cols: i32): f64 { return <f64>HEAD + <f64>clusterBytes(rows) + 16 * <f64>rows * cols + 8 * <f64>rows + 48 }

/** Clusters, deviations from the means of the rows that take part in one unit, and means of clusters (k × cols, a cluster a row of stride `rows`). */
function prepare(x: usize, rows: i32, cols: i32, labels: usize, scratch: usize, deviations: usize, means: usize): Clusters {
  const clusters = changetype<Clusters>(scratch)
  layClusters(clusters, rows, scratch + HEAD)
  let most: f64 = 0
  for (let r = 0; r < rows; r++) store<i32>(clusters.own + (<usize>r << 2), -1)
  for (let c = 0; c < cols; c++) {
    const column = cell(x, rows, 0, c), mean = blockedMean(column, rows), own = cell(deviations, rows, 0, c)
    for (let r = 0; r < rows; r++) {
      const deviation = at(column, r) - mean
      const seen = isObserved(deviation)
      put(own, r, seen ? deviation : 0)
      most = max(most, abs(at(own, r)))
      if (seen) store<i32>(clusters.own + (<usize>r << 2), labelOf(labels, r, rows))
    }
  }
  sortClusters(clusters, rows)
  const unit = powerOfTwoFor(most)
  for (let i = 0; i < rows * cols; i++) put(deviations, i, at(deviations, i) * unit)
  for (let c = 0; c < cols; c++) {
    const own = cell(deviations, rows, 0, c), to = cell(means, rows, 0, c)
    fillVector(to, 0, clusters.k)
    for (let r = 0; r < rows; r++) if (clusterAt(clusters, r) >= 0) put(to, clusterAt(clusters, r), at(to, clusterAt(clusters, r)) + at(own, r))
    for (let i = 0; i < clusters.k; i++) put(to, i, at(to, i) / countOf(clusters, i))
  }
  return clusters
}

export function calinskiHarabaszScratch(teamSize: i32, rows: i32, cols: i32, labels: i32): f64 { return scratchBytes(rows, cols) }

/** x rows × cols, labels rows → out 1. */
export function calinskiHarabasz(team: usize, x: usize, rows: i32, cols: i32, labels: usize, labelCount: i32, out: usize, scratch: usize): void {
  if (rank(team) != 0) return
  const deviations = (scratch + HEAD + clusterBytes(rows) + 15) & ~15, means = cell(deviations, rows, 0, cols)
  const clusters = prepare(x, rows, cols, labels, scratch, deviations, means)
  let between: f64 = 0, within: f64 = 0
  for (let c = 0; c < cols; c++) {
    const own = cell(deviations, rows, 0, c), mean = cell(means, rows, 0, c)
    let center: f64 = 0
    for (let i = 0; i < clusters.k; i++) center += at(mean, i) * countOf(clusters, i)
    center /= <f64>clusters.members
    for (let i = 0; i < clusters.k; i++) between += countOf(clusters, i) * (at(mean, i) - center) * (at(mean, i) - center)
    for (let r = 0; r < rows; r++) {
      if (clusterAt(clusters, r) < 0) continue
      const difference = at(own, r) - at(mean, clusterAt(clusters, r))
      within += difference * difference
    }
  }
  const k = <f64>clusters.k, n = <f64>clusters.members
  const index = within > 0 ? (between * (n - k)) / (within * (k - 1)) : 1
  put(out, 0, k >= 2 && n > k && isObserved(index) ? index : NaN)
}

export function daviesBouldinScratch(teamSize: i32, rows: i32, cols: i32, labels: i32): f64 { return scratchBytes(rows, cols) }

/** Root of the squared distance of two rows of column-wise tables. */
@inline function apart(a: usize, i: i32, b: usize, j: i32, rows: i32, cols: i32): f64 {
  let sum: f64 = 0
  for (let c = 0; c < cols; c++) {
    const difference = at(a, c * rows + i) - at(b, c * rows + j)
    sum += difference * difference
  }
  return sqrt(sum)
}

/** x rows × cols, labels rows → out 1. */
export function daviesBouldin(team: usize, x: usize, rows: i32, cols: i32, labels: usize, labelCount: i32, out: usize, scratch: usize): void {
  if (rank(team) != 0) return
  const deviations = (scratch + HEAD + clusterBytes(rows) + 15) & ~15, means = cell(deviations, rows, 0, cols), widths = cell(means, rows, 0, cols)
  const clusters = prepare(x, rows, cols, labels, scratch, deviations, means), k = clusters.k
  fillVector(widths, 0, k)
  for (let r = 0; r < rows; r++) {
    const c = clusterAt(clusters, r)
    if (c >= 0) put(widths, c, at(widths, c) + apart(deviations, r, means, c, rows, cols) / countOf(clusters, c))
  }
  let total: f64 = 0
  for (let i = 0; i < k; i++) {
    let worst: f64 = 0
    for (let j = 0; j < k; j++) {
      const distance = i == j ? 0 : apart(means, i, means, j, rows, cols)
      if (distance > 0) worst = max(worst, (at(widths, i) + at(widths, j)) / distance)
    }
    total += worst
  }
  put(out, 0, k >= 2 && clusters.members > k ? total / <f64>k : NaN)
}

/** Sorts codes ascending in place: heapsort, for it needs nothing beside them. */
function sortCodes(codes: usize, count: i32): void {
  for (let root = (count >> 1) - 1; root >= 0; root--) sink(codes, root, count)
  for (let last = count - 1; last > 0; last--) {
    const largest = load<i64>(codes)
    store<i64>(codes, load<i64>(codes + (<usize>last << 3)))
    store<i64>(codes + (<usize>last << 3), largest)
    sink(codes, 0, last)
  }
}

function sink(codes: usize, root: i32, count: i32): void {
  const value = load<i64>(codes + (<usize>root << 3))
  for (let child = 2 * root + 1; child < count; child = 2 * root + 1) {
    if (child + 1 < count && load<i64>(codes + (<usize>(child + 1) << 3)) > load<i64>(codes + (<usize>child << 3))) child++
    if (load<i64>(codes + (<usize>child << 3)) <= value) break
    store<i64>(codes + (<usize>root << 3), load<i64>(codes + (<usize>child << 3)))
    root = child
  }
  store<i64>(codes + (<usize>root << 3), value)
}

/** Σ n² over runs of equal codes, shifted right by `shift` first. */
function squaredRuns(codes: usize, count: i32, shift: i64): f64 {
  let total: f64 = 0
  for (let i = 0; i < count; ) {
    const code = load<i64>(codes + (<usize>i << 3)) >> shift
    const begin = i
    while (i < count && load<i64>(codes + (<usize>i << 3)) >> shift == code) i++
    total += <f64>(i - begin) * <f64>(i - begin)
  }
  return total
}

export function adjustedRandIndexScratch(teamSize: i32, length: i32, others: i32): f64 { return 8 * <f64>length }

/** labels and others rows → out 1. */
export function adjustedRandIndex(team: usize, labels: usize, length: i32, others: usize, otherCount: i32, out: usize, scratch: usize): void {
  if (rank(team) != 0) return
  const n = <f64>length
  for (let r = 0; r < length; r++) store<i64>(scratch + (<usize>r << 3), (<i64>(labelOf(others, r, length) + 1) << 32) | <i64>(labelOf(labels, r, length) + 1))
  sortCodes(scratch, length)
  const ofOthers = squaredRuns(scratch, length, 32)
  for (let r = 0; r < length; r++) store<i64>(scratch + (<usize>r << 3), (<i64>(labelOf(labels, r, length) + 1) << 32) | <i64>(labelOf(others, r, length) + 1))
  sortCodes(scratch, length)
  const ofLabels = squaredRuns(scratch, length, 32), both = squaredRuns(scratch, length, 0)
  // Pairs, each counted twice: joined by both, by one alone, by none.
  const joined = both - n, first = ofLabels - both, second = ofOthers - both, none = n * n - ofLabels - ofOthers + both
  const parted = (joined + first) * (first + none) + (joined + second) * (second + none)
  put(out, 0, first == 0 && second == 0 ? 1 : (2 * (joined * none - first * second)) / parted)
}
