// k-means: k centres such that rows lie near one.
//
//   inertia      Σ over the rows of the squared distance to the nearest centre, which Lloyd's iterations (lib/cluster/lloyd) bring to a local minimum
//   nInit        restarts, each from k-means++ centres of its own; the one of least inertia (the first of equals) is returned
//   predict      for each row the nearest centre, and the distance to it
//
// Reference   sklearn.cluster.KMeans; tolerance is, as there, a share of the columns' mean variance
// Cost        restarts · iterations · 3/2 · rows · cols · k operations on two rows
// Error       distances: cols · 2⁻⁵³; centres: 256 roundings
// Missing     fit: counts as the column's mean, a row without any value has label −1 and takes no part; predict: takes no part, the distance over
//             the others is stretched by √(cols/observed), and a row without any value has label −1 and distance NaN

import { assignAll, BLOCK, blocksOf, blockStride, Cloud, labelAt, placePoints, totalDistance } from '../lib/cluster/cloud'
import { rootMeanSquare } from '../lib/column/deviations'
import { lloyd, miniBatches, OWN_NUMBERS, Run, seedCenters, trialsOf } from '../lib/cluster/lloyd'
import { isObserved } from '../lib/column/observed'
import { barrier, rank, shareBegin, shareEnd } from '../lib/team'
import { cell, fillVector } from '../lib/vectors'

@inline function at(values: usize, i: i32): f64 { return load<f64>(values + (<usize>i << 3)) }
@inline function put(values: usize, i: i32, value: f64): void { store<f64>(values + (<usize>i << 3), value) }

/** Bytes of a member: its records, parts, and what lib/cluster/lloyd calls a member's own. */
@inline function memberBytes(cols: i32, k: i32): usize { return 128 + (<usize>k << 5) + OWN_NUMBERS + ((<usize>cols + 1) << 4) }

/** Bytes: coordinates, means, widths, labels, distances, centres, the best so far of both, blocks, trials, potentials, candidates, shifts, members. */
export function kmeansScratch(teamSize: i32, rows: i32, cols: i32, k: i32, nInit: i32, maxIterations: i32, tolerance: f64, seed: i32): f64 {
  const trials = trialsOf(k), blocks = blocksOf(rows)
  return 8 * (<f64>rows * cols + 8 + 2 * <f64>cols + 3 * <f64>rows + 2 * <f64>k * cols + <f64>blocks * blockStride(k, cols) + <f64>trials * rows
    + <f64>(trials + 1) * blocks + trials + k + 8) + <f64>teamSize * <f64>memberBytes(cols, k)
}

/** Points the records of this member into scratch; returns what lies behind. */
function lay(team: usize, cloud: Cloud, run: Run, scratch: usize): usize {
  const rows = <usize>cloud.rows, k = <usize>cloud.k, cols = <usize>cloud.cols
  const trials = <usize>trialsOf(cloud.k), blocks = <usize>blocksOf(cloud.rows)
  cloud.z = scratch
  cloud.labels = cloud.z + ((rows * cols + 8) << 3)
  cloud.distances = cloud.labels + (rows << 3)
  cloud.centers = cloud.distances + (rows << 3)
  cloud.blockSums = cloud.centers + ((k * cols) << 3)
  run.trials = cloud.blockSums + ((blocks * <usize>blockStride(cloud.k, cloud.cols)) << 3)
  run.potentials = run.trials + ((trials * rows) << 3)
  run.candidates = run.potentials + (((trials + 1) * blocks) << 3)
  run.shifts = run.candidates + (trials << 3)
  return run.shifts + (k << 3)
}

/** Copies labels of this member's blocks, and on rank 0 the centres, to the best so far. */
function keep(team: usize, cloud: Cloud, labels: usize, centers: usize): void {
  const blocks = blocksOf(cloud.rows)
  for (let b = shareBegin(team, blocks), end = shareEnd(team, blocks); b < end; b++) {
    const offset = (<usize>b * BLOCK) << 2
    memory.copy(labels + offset, cloud.labels + offset, <usize>min(BLOCK, cloud.rows - b * BLOCK) << 2)
  }
  if (rank(team) == 0) memory.copy(centers, cloud.centers, (<usize>cloud.k * cloud.cols) << 3)
}

/** x rows × cols → centers k × cols, labels rows, inertia, iterations, converged. */
export function kmeans(team: usize, x: usize, rows: i32, cols: i32, k: i32, nInit: i32, maxIterations: i32, tolerance: f64, seed: i32,
  centers: usize, labels: usize, inertia: usize, iterations: usize, converged: usize, scratch: usize): void {
  const shared = kmeansShared(rows, cols, k)
  const own = scratch + shared + <usize>rank(team) * memberBytes(cols, k)
  const cloud = changetype<Cloud>(own), run = changetype<Run>(own + 64)
  cloud.rows = rows
  cloud.cols = cols
  cloud.k = k
  cloud.parts = own + 128
  run.own = own + 128 + (<usize>k << 5)
  const center = lay(team, cloud, run, scratch)
  const widths = center + (<usize>cols << 3), bestLabels = widths + (<usize>cols << 3), bestCenters = bestLabels + (<usize>rows << 3)
  const unit = placePoints(team, cloud, x, center, widths)
  for (let c = shareBegin(team, cols), end = shareEnd(team, cols); c < end; c++) put(widths, c, rootMeanSquare(cell(cloud.z, rows, 0, c), rows, <f64>rows))
  barrier(team)
  let variance: f64 = 0
  for (let c = 0; c < cols; c++) variance += at(widths, c) * at(widths, c)
  let least: f64 = Infinity
  for (let item = 0; item < nInit; item++) {
    seedCenters(team, cloud, run, seed, item)
    const found = lloyd(team, cloud, run, maxIterations, (tolerance * variance) / <f64>cols)
    if (!(found < least)) continue
    least = found
    keep(team, cloud, bestLabels, bestCenters)
    if (rank(team) == 0) {
      put(inertia, 0, found / unit / unit)
      put(iterations, 0, <f64>run.iterations)
      put(converged, 0, <f64>run.converged)
    }
  }
  barrier(team)
  for (let r = shareBegin(team, rows), end = shareEnd(team, rows); r < end; r++) put(labels, r, <f64>load<i32>(bestLabels + (<usize>r << 2)))
  for (let j = shareBegin(team, cols), end = shareEnd(team, cols); j < end; j++)
    for (let c = 0; c < k; c++) {
      const value = at(center, j) + at(bestCenters, c * cols + j) / unit
      put(centers, j * k + c, value == value ? value : NaN)
    }
}

export function miniBatchKMeansScratch(teamSize: i32, rows: i32, cols: i32, k: i32, batchSize: i32, maxBatches: i32, seed: i32): f64 {
  return kmeansScratch(teamSize, rows, cols, k, 1, 1, 0, 0)
}

/** x rows × cols → centers k × cols, labels rows, inertia, iterations, converged. */
export function miniBatchKMeans(team: usize, x: usize, rows: i32, cols: i32, k: i32, batchSize: i32, maxBatches: i32, seed: i32, centers: usize,
  labels: usize, inertia: usize, iterations: usize, converged: usize, scratch: usize): void {
  const own = scratch + kmeansShared(rows, cols, k) + <usize>rank(team) * memberBytes(cols, k)
  const cloud = changetype<Cloud>(own), run = changetype<Run>(own + 64)
  cloud.rows = rows; cloud.cols = cols; cloud.k = k
  cloud.parts = own + 128
  run.own = own + 128 + (<usize>k << 5)
  const center = lay(team, cloud, run, scratch), widths = center + (<usize>cols << 3)
  const unit = placePoints(team, cloud, x, center, widths)
  seedCenters(team, cloud, run, seed, 0)
  if (rank(team) == 0) miniBatches(cloud, run, batchSize, maxBatches, seed, run.shifts, run.trials)
  barrier(team)
  assignAll(team, cloud, run.own)
  if (rank(team) == 0) {
    put(inertia, 0, totalDistance(cloud) / unit / unit)
    put(iterations, 0, <f64>run.iterations)
    put(converged, 0, <f64>run.converged)
  }
  for (let r = shareBegin(team, rows), end = shareEnd(team, rows); r < end; r++) put(labels, r, <f64>labelAt(cloud, r))
  for (let j = shareBegin(team, cols), end = shareEnd(team, cols); j < end; j++)
    for (let c = 0; c < k; c++) {
      const value = at(center, j) + at(cloud.centers, c * cols + j) / unit
      put(centers, j * k + c, value == value ? value : NaN)
    }
}

/** Bytes before the members' own. */
function kmeansShared(rows: i32, cols: i32, k: i32): usize {
  return (<usize>kmeansScratch(0, rows, cols, k, 1, 1, 0, 0) + 15) & ~15
}

/** Σ of the squared differences of a column to one coordinate, and how many are observed, of the rows of a block; rows in pairs. */
function addSquares(column: usize, count: i32, coordinate: f64, sums: usize, counts: usize): void {
  const p = f64x2.splat(coordinate), one = f64x2.splat(1), infinity = f64x2.splat(Infinity)
  let r = 0
  for (; r < count - 1; r += 2, column += 16, sums += 16, counts += 16) {
    const difference = f64x2.sub(v128.load(column), p)
    const observed = f64x2.lt(f64x2.abs(difference), infinity)
    v128.store(sums, f64x2.add(v128.load(sums), v128.and(f64x2.mul(difference, difference), observed)))
    v128.store(counts, f64x2.add(v128.load(counts), v128.and(one, observed)))
  }
  if (r == count) return
  const difference = load<f64>(column) - coordinate
  if (!isObserved(difference)) return
  store<f64>(sums, load<f64>(sums) + difference * difference)
  store<f64>(counts, load<f64>(counts) + 1)
}

export function kmeansPredictScratch(teamSize: i32, rows: i32, cols: i32, k: i32, colsCenters: i32): f64 { return 16 * <f64>teamSize * BLOCK }

/** x rows × cols, centers k × cols → labels rows, distances rows. A block of rows meets a centre column by column. */
export function kmeansPredict(team: usize, x: usize, rows: i32, cols: i32, centers: usize, k: i32, colsCenters: i32, labels: usize, distances: usize,
  scratch: usize): void {
  const sums = scratch + ((<usize>rank(team) * BLOCK) << 4), counts = sums + (<usize>BLOCK << 3)
  for (let b = shareBegin(team, blocksOf(rows)), end = shareEnd(team, blocksOf(rows)); b < end; b++) {
    const begin = b * BLOCK, count = min(BLOCK, rows - begin)
    fillVector(labels + (<usize>begin << 3), -1, count)
    fillVector(distances + (<usize>begin << 3), NaN, count)
    for (let c = 0; c < k; c++) {
      fillVector(sums, 0, 2 * BLOCK)
      for (let j = 0; j < cols; j++) addSquares(cell(x, rows, begin, j), count, at(centers, j * k + c), sums, counts)
      for (let i = 0; i < count; i++) {
        const distance = sqrt((at(sums, i) * <f64>cols) / at(counts, i))
        if (!(distance < at(distances, begin + i) || (at(labels, begin + i) < 0 && distance == distance))) continue
        put(distances, begin + i, distance)
        put(labels, begin + i, <f64>c)
      }
    }
  }
}
