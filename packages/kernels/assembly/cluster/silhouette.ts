// Silhouettes: is a row nearer to its own cluster than to the next?
//
//   a        mean distance to the other rows of its cluster
//   b        least mean distance to the rows of another cluster
//   sample   (b − a)/max(a, b); 0 for a row that is alone in its cluster, and where both are 0
//   score    mean of the samples
//
// Reference   sklearn.metrics.silhouette_samples, silhouette_score; Euclidean distances
// Source      Rousseeuw, "Silhouettes: a graphical aid to the interpretation and validation of cluster analysis", J. Comput. Appl. Math. 20 (1987)
// Cost        rows² · cols / 2 multiply-adds up to 16 clusters, twice that beyond
// Error       (64 · cols + rows/8) · 2⁻⁵³ of a mean distance
// Missing     counts as the column's mean; a row without a label, or without any value, takes no part: NaN, as all are with fewer than two clusters
//
// Rows are packed by cluster (lib/matrix/panels), 48 at a time against three. Up to 16 clusters a distance is taken once and counts for both of its rows:
// in one of eight parts, by the number of the panel, whatever the team, which are joined in order. With more clusters the sums would not fit, and
// every panel meets all rows.

import { blockedMean } from '../lib/column/deviations'
import { clusterBytes, Clusters, labelOf, layClusters, sortClusters } from '../lib/cluster/labels'
import { isObserved } from '../lib/column/observed'
import { GROUP_ROWS, LEFT_ROWS, leftBytes, leftPanels, LEFT_STEP, multiplyPanels, packLeft, packRight, RESULT_BYTES, RESULT_COLUMN, RIGHT_COLS, RIGHT_STEP, rightBytes } from '../lib/matrix/panels'
import { barrier, rank, shareBegin, shareEnd } from '../lib/team'
import { cell, fillVector, powerOfTwoFor } from '../lib/vectors'

const PARTS: i32 = 8
const FEW: i32 = 16
const BLOCK: i32 = 256
const HEAD: usize = 64

@inline function at(values: usize, i: i32): f64 { return load<f64>(values + (<usize>i << 3)) }
@inline function put(values: usize, i: i32, value: f64): void { store<f64>(values + (<usize>i << 3), value) }
@inline function clusterAt(clusters: Clusters, position: i32): i32 { return load<i32>(clusters.own + (<usize>rowAt(clusters, position) << 2)) }
@inline function rowAt(clusters: Clusters, position: i32): i32 { return load<i32>(clusters.order + (<usize>position << 2)) }
@inline function countOf(clusters: Clusters, c: i32): f64 { return <f64>load<i32>(clusters.counts + (<usize>c << 2)) }
@inline function memberBytes(cols: i32): usize { return leftBytes(cols) + rightBytes(cols) + RESULT_BYTES + RESULT_COLUMN }
@inline function round16(bytes: usize): usize { return (bytes + 15) & ~15 }

/** Bytes: clusters, means and spans of columns, points by cluster, sums of the parts, members. */
function scratchBytes(teamSize: i32, rows: i32, cols: i32): f64 {
  const points = 8 * ((<f64>rows + 4) * <f64>cols + <f64>rows + <f64>LEFT_ROWS) + 32, sums = 8 * <f64>(PARTS * FEW) * <f64>rows
  return <f64>HEAD + <f64>clusterBytes(rows) + 16 * <f64>cols + 64 + points + sums + <f64>teamSize * <f64>memberBytes(cols)
}

function hasValue(x: usize, rows: i32, cols: i32, r: i32, means: usize): bool {
  for (let c = 0; c < cols; c++) if (isObserved(at(x, c * rows + r) - at(means, c))) return true
  return false
}

/** Means of this member's columns, and the largest deviations from them. */
function measure(team: usize, x: usize, rows: i32, cols: i32, means: usize, spans: usize): void {
  for (let c = shareBegin(team, cols), end = shareEnd(team, cols); c < end; c++) {
    const column = cell(x, rows, 0, c), mean = blockedMean(column, rows)
    let most: f64 = 0
    for (let r = 0; r < rows; r++) if (isObserved(at(column, r) - mean)) most = max(most, abs(at(column, r) - mean))
    put(means, c, mean)
    put(spans, c, most)
  }
  barrier(team)
}

/** Clusters of the rows that have a label and a value; rank 0 orders them. */
function readClusters(team: usize, clusters: Clusters, x: usize, rows: i32, cols: i32, labels: usize, means: usize): void {
  for (let r = shareBegin(team, rows), end = shareEnd(team, rows); r < end; r++)
    store<i32>(clusters.own + (<usize>r << 2), hasValue(x, rows, cols, r, means) ? labelOf(labels, r, rows) : -1)
  barrier(team)
  if (rank(team) == 0) sortClusters(clusters, rows)
  barrier(team)
}

/** Points in the order of clusters, in one unit, a power of two; missing values are the mean; the unit of distances cancels. */
function placePoints(team: usize, clusters: Clusters, x: usize, rows: i32, cols: i32, means: usize, spans: usize, points: usize): void {
  let most: f64 = 0
  for (let c = 0; c < cols; c++) most = max(most, at(spans, c))
  const unit = powerOfTwoFor(most)
  for (let c = shareBegin(team, cols), end = shareEnd(team, cols); c < end; c++)
    for (let position = 0; position < clusters.members; position++) {
      const deviation = at(cell(x, rows, 0, c), rowAt(clusters, position)) - at(means, c)
      put(points, c * rows + position, isObserved(deviation) ? deviation * unit : 0)
    }
  barrier(team)
}

/** Squared lengths of the points, zeros beyond. */
function squareLengths(team: usize, points: usize, rows: i32, cols: i32, lengths: usize): void {
  for (let p = shareBegin(team, rows + LEFT_ROWS), end = shareEnd(team, rows + LEFT_ROWS); p < end; p++) {
    let sum: f64 = 0
    for (let c = 0; c < cols && p < rows; c++) sum += at(points, c * rows + p) * at(points, c * rows + p)
    put(lengths, p, sum)
  }
  barrier(team)
}

/** √Σ (x − y)² of packed row r and packed point j. */
function directDistance(left: usize, r: i32, right: usize, j: i32, cols: i32): f64 {
  let x = left + <usize>(r / GROUP_ROWS) * <usize>cols * LEFT_STEP + (<usize>(r % GROUP_ROWS) << 3), y = right + (<usize>j << 3), sum: f64 = 0
  for (let k = 0; k < cols; k++, x += LEFT_STEP, y += RIGHT_STEP) sum += (load<f64>(x) - load<f64>(y)) * (load<f64>(x) - load<f64>(y))
  return sqrt(sum)
}

/**
 * Distances of the `count` rows packed from `begin` on to the points [column, column + width), 48 × 3: √(|x|² + |y|² − 2·x·y), which saves one
 * addition of two, where that is at least 1/64 of |x|² + |y|², and so loses six of 53 bits; else from differences. (All from differences: 240 ms for
 * 10,000 × 50 instead of 160, measured.)
 */
function distances(left: usize, begin: i32, count: i32, points: usize, lengths: usize, rows: i32, cols: i32, column: i32, width: i32, right: usize,
  result: usize): void {
  packRight(points + (<usize>column << 3), <usize>rows << 3, 8, width, cols, right)
  multiplyPanels(left, <usize>cols * LEFT_STEP, count, right, cols, result)
  const near = f64x2.splat(1.0 / 64), two = f64x2.splat(2)
  for (let j = 0; j < width; j++) {
    const length = v128.load64_splat(lengths + (<usize>(column + j) << 3))
    for (let r = 0; r < count; r += 2) {
      const to = result + <usize>j * RESULT_COLUMN + (<usize>r << 3)
      const sum = f64x2.add(v128.load(lengths + (<usize>(begin + r) << 3)), length)
      const square = f64x2.sub(sum, f64x2.mul(two, v128.load(to)))
      if (i64x2.all_true(f64x2.ge(square, f64x2.mul(sum, near)))) v128.store(to, f64x2.sqrt(square))
      else {
        put(to, 0, directDistance(left, r, right, j, cols))
        put(to, 1, directDistance(left, r + 1, right, j, cols))
      }
    }
  }
}

/** Adds a column of distances to the sums of the rows of a panel. */
@inline function addColumn(sums: usize, column: usize, count: i32): void {
  let r = 0
  for (; r < count - 1; r += 2) {
    const to = sums + (<usize>r << 3)
    v128.store(to, f64x2.add(v128.load(to), v128.load(column + (<usize>r << 3))))
  }
  if (r < count) put(sums, r, at(sums, r) + at(column, r))
}

/** Σ of 48 distances, in four parts. */
@inline function panelSum(column: usize): f64 {
  let even = f64x2.splat(0), odd = even
  for (let r: usize = 0; r < RESULT_COLUMN; r += 32) {
    even = f64x2.add(even, v128.load(column + r))
    odd = f64x2.add(odd, v128.load(column + r, 16))
  }
  const sum = f64x2.add(even, odd)
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)
}

/** One panel of rows against itself and all after it: Σ distances by cluster, for its own rows and for those it meets. Sums: members a cluster. */
function panelOnce(clusters: Clusters, points: usize, lengths: usize, rows: i32, cols: i32, panel: i32, sums: usize, own: usize): void {
  const begin = panel * LEFT_ROWS, count = min(LEFT_ROWS, clusters.members - begin), end = begin + count
  const left = own, right = left + leftBytes(cols), result = right + rightBytes(cols)
  packLeft(points + (<usize>begin << 3), <usize>rows << 3, count, cols, left)
  const first = clusterAt(clusters, begin), whole = count == LEFT_ROWS && clusterAt(clusters, end - 1) == first
  for (let column = begin; column < clusters.members; column += RIGHT_COLS) {
    const width = min(RIGHT_COLS, clusters.members - column)
    distances(left, begin, count, points, lengths, rows, cols, column, width, right, result)
    for (let j = 0; j < width; j++) {
      const met = column + j, found = result + <usize>j * RESULT_COLUMN
      addColumn(cell(sums, rows, begin, clusterAt(clusters, met)), found, count)
      if (met < end) continue
      if (whole) {
        const to = cell(sums, rows, met, first)
        store<f64>(to, load<f64>(to) + panelSum(found))
        continue
      }
      for (let r = 0; r < count; ) {
        const c = clusterAt(clusters, begin + r)
        let sum: f64 = 0
        for (; r < count && clusterAt(clusters, begin + r) == c; r++) sum += at(found, r)
        const to = cell(sums, rows, met, c)
        store<f64>(to, load<f64>(to) + sum)
      }
    }
  }
}

/** (b − a)/max(a, b) of a row from its own mean distance and the least other. */
@inline function silhouette(a: f64, b: f64, count: f64): f64 {
  const most = max(a, b)
  return count > 1 && most > 0 ? (b - a) / most : 0
}

/** Samples of this member's share of the rows, from the parts' sums. */
function samplesOfParts(team: usize, clusters: Clusters, rows: i32, sums: usize, out: usize): void {
  const part = (<usize>FEW * rows) << 3
  for (let p = shareBegin(team, clusters.members), end = shareEnd(team, clusters.members); p < end; p++) {
    const own = clusterAt(clusters, p)
    let a: f64 = 0, b: f64 = Infinity
    for (let c = 0; c < clusters.k; c++) {
      let sum: f64 = 0
      for (let i = 0; i < PARTS; i++) sum += load<f64>(cell(sums, rows, p, c) + <usize>i * part)
      if (c == own) a = sum / (countOf(clusters, c) - 1)
      else b = min(b, sum / countOf(clusters, c))
    }
    put(out, rowAt(clusters, p), silhouette(a, b, countOf(clusters, own)))
  }
}

/** Distances once for both rows; up to FEW clusters. */
function onceForBoth(team: usize, clusters: Clusters, points: usize, lengths: usize, rows: i32, cols: i32, sums: usize, own: usize, out: usize): void {
  const panels = leftPanels(clusters.members), part = (<usize>FEW * rows) << 3
  for (let i = shareBegin(team, PARTS), end = shareEnd(team, PARTS); i < end; i++) {
    const mine = sums + <usize>i * part
    fillVector(mine, 0, clusters.k * rows)
    for (let panel = i; panel < panels; panel += PARTS) panelOnce(clusters, points, lengths, rows, cols, panel, mine, own)
  }
  barrier(team)
  samplesOfParts(team, clusters, rows, sums, out)
}

/** A panel against all rows, cluster by cluster; `a` and `b` of its rows stand in their place of `least`, the running sum in `own`'s last column. */
function panelOfAll(clusters: Clusters, points: usize, lengths: usize, rows: i32, cols: i32, panel: i32, nearest: usize, inside: usize,
  own: usize): void {
  const begin = panel * LEFT_ROWS, count = min(LEFT_ROWS, clusters.members - begin)
  const left = own, right = left + leftBytes(cols), result = right + rightBytes(cols), sums = result + RESULT_BYTES
  packLeft(points + (<usize>begin << 3), <usize>rows << 3, count, cols, left)
  fillVector(nearest + (<usize>begin << 3), Infinity, count)
  for (let c = 0, column = 0; c < clusters.k; c++) {
    const last = column + i32(countOf(clusters, c))
    fillVector(sums, 0, LEFT_ROWS)
    for (; column < last; column += RIGHT_COLS) {
      const width = min(RIGHT_COLS, last - column)
      distances(left, begin, count, points, lengths, rows, cols, column, width, right, result)
      for (let j = 0; j < width; j++) addColumn(sums, result + <usize>j * RESULT_COLUMN, count)
    }
    column = last
    for (let r = 0; r < count; r++) {
      if (clusterAt(clusters, begin + r) == c) put(inside, begin + r, at(sums, r) / (countOf(clusters, c) - 1))
      else put(nearest, begin + r, min(at(nearest, begin + r), at(sums, r) / countOf(clusters, c)))
    }
  }
}

function eachMeetsAll(team: usize, clusters: Clusters, points: usize, lengths: usize, rows: i32, cols: i32, sums: usize, own: usize, out: usize): void {
  const nearest = sums, inside = sums + (<usize>rows << 3)
  for (let panel = shareBegin(team, leftPanels(clusters.members)), end = shareEnd(team, leftPanels(clusters.members)); panel < end; panel++) {
    panelOfAll(clusters, points, lengths, rows, cols, panel, nearest, inside, own)
    for (let p = panel * LEFT_ROWS, last = min(p + LEFT_ROWS, clusters.members); p < last; p++)
      put(out, rowAt(clusters, p), silhouette(at(inside, p), at(nearest, p), countOf(clusters, clusterAt(clusters, p))))
  }
}

export function silhouetteSamplesScratch(teamSize: i32, rows: i32, cols: i32, labels: i32): f64 { return scratchBytes(teamSize, rows, cols) }

/** x rows × cols, labels rows → out rows. */
export function silhouetteSamples(team: usize, x: usize, rows: i32, cols: i32, labels: usize, labelCount: i32, out: usize, scratch: usize): void {
  const clusters = changetype<Clusters>(scratch)
  if (rank(team) == 0) layClusters(clusters, rows, scratch + HEAD)
  barrier(team)
  const means = round16(scratch + HEAD + clusterBytes(rows)), spans = cell(means, cols, 0, 1), lengths = round16(cell(spans, cols, 0, 1))
  const points = round16(lengths + (<usize>(rows + LEFT_ROWS) << 3))
  const sums = round16(points + ((<usize>(rows + 4) * cols) << 3)), own = round16(sums + ((<usize>(PARTS * FEW) * rows) << 3)) + <usize>rank(team) * memberBytes(cols)
  measure(team, x, rows, cols, means, spans)
  readClusters(team, clusters, x, rows, cols, labels, means)
  for (let r = shareBegin(team, rows), end = shareEnd(team, rows); r < end; r++) put(out, r, NaN)
  barrier(team)
  if (clusters.k < 2) return
  placePoints(team, clusters, x, rows, cols, means, spans, points)
  squareLengths(team, points, rows, cols, lengths)
  if (clusters.k <= FEW) onceForBoth(team, clusters, points, lengths, rows, cols, sums, own, out)
  else eachMeetsAll(team, clusters, points, lengths, rows, cols, sums, own, out)
}

export function silhouetteScoreScratch(teamSize: i32, rows: i32, cols: i32, labels: i32): f64 { return scratchBytes(teamSize, rows, cols) + 8 * <f64>rows + 16 }

/** x rows × cols, labels rows → out 1: the mean of the samples. */
export function silhouetteScore(team: usize, x: usize, rows: i32, cols: i32, labels: usize, labelCount: i32, out: usize, scratch: usize): void {
  const samples = scratch, rest = round16(scratch + (<usize>rows << 3))
  silhouetteSamples(team, x, rows, cols, labels, labelCount, samples, rest)
  barrier(team)
  if (rank(team) != 0) return
  let total: f64 = 0, count = 0
  for (let begin = 0; begin < rows; begin += BLOCK) {
    let sum: f64 = 0
    for (let r = begin, end = min(begin + BLOCK, rows); r < end; r++) {
      if (!isObserved(at(samples, r))) continue
      sum += at(samples, r)
      count++
    }
    total += sum
  }
  put(out, 0, count > 0 ? total / count : NaN)
}
