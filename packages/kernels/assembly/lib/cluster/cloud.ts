// Rows as points: what k-means and the start of a Gaussian mixture do with them.
//
// Rows are worked in blocks of 256, shared over the team; what is summed over rows is summed per block, in four parts by row mod 4, and blocks are
// joined in order, so that bits depend on the data alone. Squared distances are sums of squared differences, coordinates in order.
// Of equally near centres the first counts.

import { isObserved } from '../column/observed'
import { blockedMean } from '../column/deviations'
import { barrier, rank, shareBegin, shareEnd } from '../team'
import { cell, powerOfTwoFor, scaleBy } from '../vectors'

export const BLOCK: i32 = 256

/** The points of one call and what is known of them; each member has a record of its own, to the same memory. */
@unmanaged
export class Cloud {
  rows: i32
  cols: i32
  /** Coordinates, rows × cols, missing ones 0; 64 bytes beyond are readable. */
  z: usize
  /** Of each row, i32: the number of its centre, −1 for a row without any observed value. */
  labels: usize
  /** Of each row: squared distance to its centre. */
  distances: usize
  /** k × cols, a centre after the other. */
  centers: usize
  k: i32
  /** Of each block: sums k × cols, members k, and how many labels changed. */
  blockSums: usize
  /** Of this member: 4 × k. */
  parts: usize
}

@inline export function blocksOf(rows: i32): i32 { return (rows + BLOCK - 1) / BLOCK }
@inline export function sumsOf(cloud: Cloud, block: i32): usize { return cloud.blockSums + ((<usize>block * blockStride(cloud.k, cloud.cols)) << 3) }
@inline export function blockStride(k: i32, cols: i32): i32 { return k * cols + k + 1 }
@inline export function centerAt(cloud: Cloud, c: i32): usize { return cloud.centers + ((<usize>c * cloud.cols) << 3) }

@inline function at(values: usize, i: i32): f64 { return load<f64>(values + (<usize>i << 3)) }
@inline function put(values: usize, i: i32, value: f64): void { store<f64>(values + (<usize>i << 3), value) }
@inline export function labelAt(cloud: Cloud, row: i32): i32 { return load<i32>(cloud.labels + (<usize>row << 2)) }
@inline export function setLabel(cloud: Cloud, row: i32, label: i32): void { store<i32>(cloud.labels + (<usize>row << 2), label) }

/**
 * Coordinates of the team's columns: deviations from the means (`center`), 0 where missing, all in one unit, a power of two, so that no square
 * overflows. `largest` has room for a number a column. Returns the unit; the labels are −1 where no value of a row is observed, else 0.
 */
export function placePoints(team: usize, cloud: Cloud, x: usize, center: usize, largest: usize): f64 {
  const rows = cloud.rows, cols = cloud.cols
  for (let c = shareBegin(team, cols), end = shareEnd(team, cols); c < end; c++) {
    const column = cell(x, rows, 0, c), own = cell(cloud.z, rows, 0, c)
    put(center, c, blockedMean(column, rows))
    let most: f64 = 0
    for (let r = 0; r < rows; r++) {
      const deviation = at(column, r) - at(center, c)
      put(own, r, isObserved(deviation) ? deviation : 0)
      most = max(most, abs(at(own, r)))
    }
    put(largest, c, most)
  }
  barrier(team)
  let most: f64 = 0
  for (let c = 0; c < cols; c++) most = max(most, at(largest, c))
  // Squares of the largest differences, summed over the coordinates, stay far from both ends of the range.
  const unit = powerOfTwoFor(most)
  for (let c = shareBegin(team, cols), end = shareEnd(team, cols); c < end; c++) scaleBy(cell(cloud.z, rows, 0, c), unit, rows)
  for (let r = shareBegin(team, rows), end = shareEnd(team, rows); r < end; r++) setLabel(cloud, r, hasValue(x, rows, cols, r) ? 0 : -1)
  barrier(team)
  return unit
}

function hasValue(x: usize, rows: i32, cols: i32, r: i32): bool {
  for (let c = 0; c < cols; c++) if (isObserved(at(cell(x, rows, 0, c), r))) return true
  return false
}

/** Squared distances of four rows to the points p and q, to `out`: four chains of sums hide each other's latency. */
@inline function distancesFour(x: usize, stride: usize, cols: i32, p: usize, q: usize, out: usize): void {
  let pA = f64x2.splat(0), pB = pA, qA = pA, qB = pA
  for (let end = p + (<usize>cols << 3); p < end; p += 8, q += 8, x += stride) {
    const a = v128.load(x), b = v128.load(x, 16)
    const first = v128.load64_splat(p), second = v128.load64_splat(q)
    const a0 = f64x2.sub(a, first), b0 = f64x2.sub(b, first), a1 = f64x2.sub(a, second), b1 = f64x2.sub(b, second)
    pA = f64x2.add(pA, f64x2.mul(a0, a0)); pB = f64x2.add(pB, f64x2.mul(b0, b0))
    qA = f64x2.add(qA, f64x2.mul(a1, a1)); qB = f64x2.add(qB, f64x2.mul(b1, b1))
  }
  v128.store(out, pA)
  v128.store(out, pB, 16)
  v128.store(out, qA, 32)
  v128.store(out, qB, 48)
}

/** Squared distances of eight rows to the point p, to `out`. */
@inline function distancesEight(x: usize, stride: usize, cols: i32, p: usize, out: usize): void {
  let a = f64x2.splat(0), b = a, c = a, d = a
  for (let end = p + (<usize>cols << 3); p < end; p += 8, x += stride) {
    const point = v128.load64_splat(p)
    const ofA = f64x2.sub(v128.load(x), point), ofB = f64x2.sub(v128.load(x, 16), point)
    const ofC = f64x2.sub(v128.load(x, 32), point), ofD = f64x2.sub(v128.load(x, 48), point)
    a = f64x2.add(a, f64x2.mul(ofA, ofA)); b = f64x2.add(b, f64x2.mul(ofB, ofB))
    c = f64x2.add(c, f64x2.mul(ofC, ofC)); d = f64x2.add(d, f64x2.mul(ofD, ofD))
  }
  v128.store(out, a)
  v128.store(out, b, 16)
  v128.store(out, c, 32)
  v128.store(out, d, 48)
}

/** As `approach`, of one point. */
export function approachOne(cloud: Cloud, block: i32, p: usize, known: usize, out: usize, sum: usize, eight: usize): void {
  const begin = block * BLOCK, end = min(begin + BLOCK, cloud.rows), stride = <usize>cloud.rows << 3
  let total: f64 = 0
  for (let r = begin; r < end; r += 8) {
    distancesEight(cloud.z + (<usize>r << 3), stride, cloud.cols, p, eight)
    for (let i = 0, count = min(8, end - r); i < count; i++) {
      const distance = labelAt(cloud, r + i) >= 0 ? min(at(eight, i), at(known, r + i)) : 0
      put(out, r + i, distance)
      total += distance
    }
  }
  put(sum, 0, total)
}

/**
 * Squared distances of the rows of a block to each of two points, never above those `known`; rows without values have 0. They go to `outP` and
 * `outQ`, their sums to `sumP` and `sumQ`. `eight` has room for eight numbers.
 */
export function approach(cloud: Cloud, block: i32, p: usize, q: usize, known: usize, outP: usize, outQ: usize, sumP: usize, sumQ: usize,
  eight: usize): void {
  const begin = block * BLOCK, end = min(begin + BLOCK, cloud.rows)
  const stride = <usize>cloud.rows << 3
  let totalP: f64 = 0, totalQ: f64 = 0
  for (let r = begin; r < end; r += 4) {
    distancesFour(cloud.z + (<usize>r << 3), stride, cloud.cols, p, q, eight)
    for (let i = 0, count = min(4, end - r); i < count; i++) {
      const seen = labelAt(cloud, r + i) >= 0, most = at(known, r + i)
      const ofP = seen ? min(at(eight, i), most) : 0, ofQ = seen ? min(at(eight, 4 + i), most) : 0
      put(outP, r + i, ofP)
      put(outQ, r + i, ofQ)
      totalP += ofP
      totalQ += ofQ
    }
  }
  put(sumP, 0, totalP)
  put(sumQ, 0, totalQ)
}

/** Nearest of the k centres for four rows: squared distances to `near` (room for eight), numbers (as f64) to `nearest`. */
function nearestFour(cloud: Cloud, x: usize, near: usize, nearest: usize): void {
  const stride = <usize>cloud.rows << 3
  let bestA = f64x2.splat(Infinity), bestB = bestA, labelA = f64x2.splat(0), labelB = labelA
  for (let c = 0; c < cloud.k; c += 2) {
    distancesFour(x, stride, cloud.cols, centerAt(cloud, c), centerAt(cloud, min(c + 1, cloud.k - 1)), near)
    const pA = v128.load(near), pB = v128.load(near, 16), qA = v128.load(near, 32), qB = v128.load(near, 48)
    const number = f64x2.splat(<f64>c), following = f64x2.splat(<f64>(c + 1))
    labelA = v128.bitselect(number, labelA, f64x2.lt(pA, bestA)); bestA = f64x2.pmin(bestA, pA)
    labelB = v128.bitselect(number, labelB, f64x2.lt(pB, bestB)); bestB = f64x2.pmin(bestB, pB)
    labelA = v128.bitselect(following, labelA, f64x2.lt(qA, bestA)); bestA = f64x2.pmin(bestA, qA)
    labelB = v128.bitselect(following, labelB, f64x2.lt(qB, bestB)); bestB = f64x2.pmin(bestB, qB)
  }
  v128.store(near, bestA)
  v128.store(near, bestB, 16)
  v128.store(nearest, labelA)
  v128.store(nearest, labelB, 16)
}

/** Labels and distances of a block; returns how many labels changed. `four` has room for twelve numbers. */
export function assignBlock(cloud: Cloud, block: i32, four: usize): i32 {
  const begin = block * BLOCK, end = min(begin + BLOCK, cloud.rows)
  let changed = 0
  for (let r = begin; r < end; r += 4) {
    nearestFour(cloud, cloud.z + (<usize>r << 3), four, four + 64)
    for (let i = 0, count = min(4, end - r); i < count; i++) {
      const before = labelAt(cloud, r + i)
      if (before < 0) {
        put(cloud.distances, r + i, 0)
        continue
      }
      const label = i32(at(four + 64, i))
      put(cloud.distances, r + i, at(four, i))
      setLabel(cloud, r + i, label)
      changed += i32(label != before)
    }
  }
  return changed
}

/** Sums of the coordinates and the number of the members of each centre, of one block. */
export function sumBlock(cloud: Cloud, block: i32, changed: i32): void {
  const begin = block * BLOCK, end = min(begin + BLOCK, cloud.rows), k = cloud.k
  const sums = sumsOf(cloud, block), counts = sums + ((<usize>k * cloud.cols) << 3), parts = cloud.parts
  for (let j = 0; j < cloud.cols; j++) {
    const column = cell(cloud.z, cloud.rows, 0, j)
    memory.fill(parts, 0, <usize>k << 5)
    for (let r = begin; r < end; r++) {
      const label = labelAt(cloud, r)
      if (label < 0) continue
      const part = parts + ((<usize>((r & 3) * k + label)) << 3)
      store<f64>(part, load<f64>(part) + at(column, r))
    }
    for (let c = 0; c < k; c++) put(sums, c * cloud.cols + j, at(parts, c) + at(parts, 2 * k + c) + (at(parts, k + c) + at(parts, 3 * k + c)))
  }
  memory.fill(counts, 0, <usize>k << 3)
  for (let r = begin; r < end; r++) {
    const label = labelAt(cloud, r)
    if (label >= 0) put(counts, label, at(counts, label) + 1)
  }
  put(counts, k, <f64>changed)
}

/** Assigns and sums this member's blocks, and meets the others. */
export function assignAll(team: usize, cloud: Cloud, four: usize): void {
  const blocks = blocksOf(cloud.rows)
  for (let b = shareBegin(team, blocks), end = shareEnd(team, blocks); b < end; b++) sumBlock(cloud, b, assignBlock(cloud, b, four))
  barrier(team)
}

/** The sum over the blocks of entry `i` of their sums. */
export function joined(cloud: Cloud, i: i32): f64 {
  let sum: f64 = 0
  for (let b = 0; b < blocksOf(cloud.rows); b++) sum += at(sumsOf(cloud, b), i)
  return sum
}

/** Σ of the squared distances of rows to their centres, in blocks; the same for every member. */
export function totalDistance(cloud: Cloud): f64 {
  let total: f64 = 0
  for (let begin = 0; begin < cloud.rows; begin += BLOCK) {
    let sum: f64 = 0
    for (let r = begin, end = min(begin + BLOCK, cloud.rows); r < end; r++) sum += at(cloud.distances, r)
    total += sum
  }
  return total
}
