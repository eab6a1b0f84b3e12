// k-means: starting centres far apart, then centres and nearest rows in turn.
//
// Reference   sklearn.cluster.KMeans(init='k-means++', algorithm='lloyd')
// Source      Arthur and Vassilvitskii, "k-means++: the advantages of careful seeding", SODA 2007, greedy with 2 + ⌊log k⌋ trials; Lloyd,
//             "Least squares quantization in PCM", IEEE Trans. Inf. Theory 28 (1982)

import { approach, approachOne, assignAll, blocksOf, BLOCK, centerAt, Cloud, joined, labelAt, totalDistance } from './cloud'
import { randomBelow, randomUniform } from '../random'
import { barrier, rank, shareBegin, shareEnd } from '../team'

/** Streams of random numbers (lib/random): the first centre, and the trials for the others. */
const FIRST: i32 = 11
const TRIAL: i32 = 12
const BATCH: i32 = 13
/** Batches without a better smoothed inertia after which mini batches end, as in scikit-learn. */
const PATIENCE: i32 = 10

@inline function at(values: usize, i: i32): f64 { return load<f64>(values + (<usize>i << 3)) }
@inline function put(values: usize, i: i32, value: f64): void { store<f64>(values + (<usize>i << 3), value) }

/** Bytes before the points of a member's own. */
export const OWN_NUMBERS: usize = 96

@inline export function trialsOf(k: i32): i32 { return 2 + i32(Math.log(<f64>k)) }

/** What a run needs beside its cloud, shared by the team. */
@unmanaged
export class Run {
  /** Of each trial, each row: distance to the nearest centre if this one is taken. */
  trials: usize
  /** Of each trial, each block: their sum; the last slot is of the centres so far. */
  potentials: usize
  /** Of each trial: the row. */
  candidates: usize
  /** Of each centre: how far it moved, squared; −1 where it lost all its rows. */
  shifts: usize
  /** Of this member: twelve numbers, and room for two points. */
  own: usize
  iterations: i32
  converged: i32
}

@inline function potentialOf(run: Run, cloud: Cloud, trial: i32): usize { return run.potentials + ((<usize>trial * blocksOf(cloud.rows)) << 3) }

function sumOf(values: usize, count: i32): f64 {
  let sum: f64 = 0
  for (let i = 0; i < count; i++) sum += at(values, i)
  return sum
}

/** The `index`-th row that has a value; the first row where there is none. */
function seenRow(cloud: Cloud, index: i32): i32 {
  for (let r = 0, left = index; r < cloud.rows; r++) if (labelAt(cloud, r) >= 0 && left-- == 0) return r
  return 0
}

function seenRows(cloud: Cloud): i32 {
  let count = 0
  for (let r = 0; r < cloud.rows; r++) count += i32(labelAt(cloud, r) >= 0)
  return count
}

/** The row at which the running sum of distances passes `target`: first its block, then within it. */
function rowAt(cloud: Cloud, potentials: usize, target: f64): i32 {
  const blocks = blocksOf(cloud.rows)
  let block = 0, before: f64 = 0
  while (block < blocks - 1 && before + at(potentials, block) <= target) before += at(potentials, block++)
  const end = min((block + 1) * BLOCK, cloud.rows)
  let last = block * BLOCK
  for (let r = last; r < end; r++) {
    if (at(cloud.distances, r) > 0) last = r
    before += at(cloud.distances, r)
    if (before > target && at(cloud.distances, r) > 0) return r
  }
  return last
}

function takeRow(cloud: Cloud, row: i32, center: usize): void {
  for (let j = 0; j < cloud.cols; j++) put(center, j, at(cloud.z, j * cloud.rows + row))
}

/** Distances of this member's blocks if trials t and u (which may be one) were taken, and their sums. */
function approachTrials(team: usize, cloud: Cloud, run: Run, t: i32, u: i32): void {
  const blocks = blocksOf(cloud.rows), p = run.own + OWN_NUMBERS, q = p + (<usize>cloud.cols << 3)
  takeRow(cloud, load<i32>(run.candidates + (<usize>t << 2)), p)
  takeRow(cloud, load<i32>(run.candidates + (<usize>u << 2)), q)
  const toT = run.trials + ((<usize>t * cloud.rows) << 3), toU = run.trials + ((<usize>u * cloud.rows) << 3)
  for (let b = shareBegin(team, blocks), end = shareEnd(team, blocks); b < end; b++) {
    const at = <usize>b << 3
    if (t == u) approachOne(cloud, b, p, cloud.distances, toT, potentialOf(run, cloud, t) + at, run.own)
    else approach(cloud, b, p, q, cloud.distances, toT, toU, potentialOf(run, cloud, t) + at, potentialOf(run, cloud, u) + at, run.own)
  }
}

/** Rank 0: the rows of the trials for one more centre; where all rows lie on centres already, any row. */
function drawCandidates(cloud: Cloud, run: Run, c: i32, trials: i32, seed: i32, item: i32): void {
  const potentials = potentialOf(run, cloud, trials)
  const total = sumOf(potentials, blocksOf(cloud.rows))
  for (let t = 0; t < trials; t++) {
    const share = randomUniform(seed, TRIAL, item, c * trials + t)
    const row = total > 0 ? rowAt(cloud, potentials, share * total) : seenRow(cloud, i32(share * <f64>seenRows(cloud)))
    store<i32>(run.candidates + (<usize>t << 2), row)
  }
}

function bestTrial(cloud: Cloud, run: Run, trials: i32): i32 {
  let best = 0
  let least: f64 = Infinity
  for (let t = 0; t < trials; t++) {
    const total = sumOf(potentialOf(run, cloud, t), blocksOf(cloud.rows))
    if (total < least) {
      least = total
      best = t
    }
  }
  return best
}

/** Copies the distances of this member's blocks that the trial leads to. */
function adopt(team: usize, cloud: Cloud, run: Run, trial: i32, trials: i32): void {
  const blocks = blocksOf(cloud.rows)
  const from = run.trials + ((<usize>trial * cloud.rows) << 3)
  for (let b = shareBegin(team, blocks), end = shareEnd(team, blocks); b < end; b++) {
    const offset = (<usize>b * BLOCK) << 3
    memory.copy(cloud.distances + offset, from + offset, <usize>min(BLOCK, cloud.rows - b * BLOCK) << 3)
    put(potentialOf(run, cloud, trials), b, at(potentialOf(run, cloud, trial), b))
  }
}

/** k centres by k-means++; `item` is the number of the restart. */
export function seedCenters(team: usize, cloud: Cloud, run: Run, seed: i32, item: i32): void {
  const trials = trialsOf(cloud.k), blocks = blocksOf(cloud.rows)
  if (rank(team) == 0) takeRow(cloud, seenRow(cloud, randomBelow(seed, FIRST, item, 0, max(seenRows(cloud), 1))), centerAt(cloud, 0))
  for (let b = shareBegin(team, blocks), end = shareEnd(team, blocks); b < end; b++)
    for (let r = b * BLOCK, last = min(r + BLOCK, cloud.rows); r < last; r++) put(cloud.distances, r, Infinity)
  barrier(team)
  const first = centerAt(cloud, 0), known = cloud.distances
  for (let b = shareBegin(team, blocks), end = shareEnd(team, blocks); b < end; b++) {
    const sum = potentialOf(run, cloud, trials) + (<usize>b << 3)
    approachOne(cloud, b, first, known, known, sum, run.own)
  }
  for (let c = 1; c < cloud.k; c++) {
    barrier(team)
    if (rank(team) == 0) drawCandidates(cloud, run, c, trials, seed, item)
    barrier(team)
    for (let t = 0; t < trials; t += 2) approachTrials(team, cloud, run, t, min(t + 1, trials - 1))
    barrier(team)
    const best = bestTrial(cloud, run, trials)
    adopt(team, cloud, run, best, trials)
    if (rank(team) == 0) takeRow(cloud, load<i32>(run.candidates + (<usize>best << 2)), centerAt(cloud, c))
  }
  barrier(team)
}

/** Moves this member's share of the centres to the means of their rows. */
function moveCenters(team: usize, cloud: Cloud, run: Run): void {
  const counts = cloud.k * cloud.cols
  for (let c = shareBegin(team, cloud.k), end = shareEnd(team, cloud.k); c < end; c++) {
    const count = joined(cloud, counts + c)
    let shift: f64 = count > 0 ? 0 : -1
    for (let j = 0; j < cloud.cols && count > 0; j++) {
      const mean = joined(cloud, c * cloud.cols + j) / count
      const step = mean - at(centerAt(cloud, c), j)
      shift += step * step
      put(centerAt(cloud, c), j, mean)
    }
    put(run.shifts, c, shift)
  }
}

/** Squared distance a coordinate, in units of the largest, up to which a row lies on its centre: a mean of equal rows rounds. */
const ON_CENTER: f64 = 2.0 ** -90

/** Rank 0: a centre that lost its rows takes the row that is farthest from its own; where none is off its centre it stays where it was. */
function refill(cloud: Cloud, run: Run): void {
  const least = ON_CENTER * <f64>cloud.cols
  for (let c = 0; c < cloud.k; c++) {
    if (at(run.shifts, c) >= 0) continue
    let far = 0
    for (let r = 1; r < cloud.rows; r++) if (at(cloud.distances, r) > at(cloud.distances, far)) far = r
    put(run.shifts, c, 0)
    if (!(at(cloud.distances, far) > least)) continue
    put(run.shifts, c, Infinity)
    takeRow(cloud, far, centerAt(cloud, c))
    put(cloud.distances, far, 0)
  }
}

/**
 * Lloyd's iterations from the centres at hand, until no label changes or the centres move by less than `tolerance` (squared, in all); labels and
 * distances are those of the final centres. Returns the inertia.
 */
export function lloyd(team: usize, cloud: Cloud, run: Run, maxIterations: i32, tolerance: f64): f64 {
  run.converged = 0
  for (run.iterations = 1; ; run.iterations++) {
    assignAll(team, cloud, run.own)
    const changed = joined(cloud, cloud.k * cloud.cols + cloud.k)
    moveCenters(team, cloud, run)
    barrier(team)
    if (rank(team) == 0) refill(cloud, run)
    barrier(team)
    const shift = sumOf(run.shifts, cloud.k)
    // In the first turn labels are compared with those of before, which mean nothing.
    const settled = run.iterations > 1 && changed == 0 && shift < Infinity
    if (settled || shift <= tolerance) run.converged = 1
    if (settled) break
    if (run.converged || run.iterations >= maxIterations) {
      assignAll(team, cloud, run.own)
      break
    }
  }
  const inertia = totalDistance(cloud)
  barrier(team)
  return inertia
}

/** Label of a row's nearest centre; its squared distance to `out`. */
function nearestOf(cloud: Cloud, row: i32, out: usize): i32 {
  let best = 0
  put(out, 0, Infinity)
  for (let c = 0; c < cloud.k; c++) {
    let sum: f64 = 0
    for (let j = 0; j < cloud.cols; j++) {
      const difference = at(cloud.z, j * cloud.rows + row) - at(centerAt(cloud, c), j)
      sum += difference * difference
    }
    if (sum < at(out, 0)) { put(out, 0, sum); best = c }
  }
  return best
}

/** One batch: rows drawn go to the nearest centres, which move towards them by one over the rows they ever had. Returns its mean squared distance. */
function moveByBatch(cloud: Cloud, seenRowsCount: i32, batchSize: i32, batch: i32, seed: i32, counts: usize, rowsDrawn: usize, own: usize): f64 {
  let inertia: f64 = 0
  for (let i = 0; i < batchSize; i++) {
    const row = load<i32>(rowsDrawn + (<usize>randomBelow(seed, BATCH, batch, i, seenRowsCount) << 2)), label = nearestOf(cloud, row, own)
    inertia += at(own, 0)
    put(counts, label, at(counts, label) + 1)
    const center = centerAt(cloud, label)
    for (let j = 0; j < cloud.cols; j++) put(center, j, at(center, j) + (at(cloud.z, j * cloud.rows + row) - at(center, j)) / at(counts, label))
  }
  return inertia / <f64>batchSize
}

/**
 * Rank 0: centres moved by mini batches until the smoothed inertia of batches has not improved for PATIENCE of them. `counts` has room for k
 * numbers, `seen` for the rows (i32).
 *
 * Source      Sculley, "Web-scale k-means clustering", WWW 2010; sklearn.cluster.MiniBatchKMeans
 */
export function miniBatches(cloud: Cloud, run: Run, batchSize: i32, maxBatches: i32, seed: i32, counts: usize, seen: usize): void {
  let rows = 0
  for (let r = 0; r < cloud.rows; r++) {
    if (labelAt(cloud, r) < 0) continue
    store<i32>(seen + (<usize>rows << 2), r)
    rows++
  }
  for (let c = 0; c < cloud.k; c++) put(counts, c, 0)
  run.converged = 0
  run.iterations = 0
  if (rows == 0) return
  const weight = min(1, (2 * <f64>batchSize) / <f64>(rows + 1))
  let smoothed: f64 = 0, least: f64 = Infinity, worse = 0
  while (run.iterations < maxBatches && worse < PATIENCE) {
    const inertia = moveByBatch(cloud, rows, batchSize, run.iterations, seed, counts, seen, run.own)
    smoothed = run.iterations == 0 ? inertia : smoothed * (1 - weight) + inertia * weight
    worse = smoothed < least ? 0 : worse + 1
    least = min(least, smoothed)
    run.iterations++
  }
  run.converged = i32(worse == PATIENCE)
}
