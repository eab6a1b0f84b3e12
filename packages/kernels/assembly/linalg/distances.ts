// Distances between the rows of two matrices, and the nearest row: d(x_i, y_j) of `cols` coordinates.
//
// Reference   scipy.spatial.distance.cdist, metrics euclidean, sqeuclidean and cityblock; argmin(axis=1) and min(axis=1) of it
// Cost        rows · points · cols differences, shared by the team
// Error       at most (cols/2 + 2) · 2⁻⁵³ of the distance (euclidean), (cols + 2) · 2⁻⁵³ (the others), near points included: differences
//             are taken before they are squared, for |x|² + |y|² − 2x·y loses every digit of points near each other but far from 0
// Range       a Euclidean distance whose square leaves the range of a double is taken again, scaled; it is right for every finite input
// Missing     a row with a value that is not finite has NaN distances, and is never the nearest
//
// Rows of y are packed once by all members, three to a panel (lib/matrix/panels), then 48 rows of x at a time; a tile holds nine sums of squared
// differences. 2 of its 3 operations a coordinate are additions, so an adder a cycle bounds it.

import { GROUP_ROWS, LEFT_ROWS, LEFT_STEP, leftBytes, leftPanels, packLeft, packRight, RESULT_BYTES, RESULT_COLUMN, RIGHT_COLS, RIGHT_STEP, rightBytes, rightPanels, storeTile } from '../lib/matrix/panels'
import { barrier, rank, shareBegin, shareEnd } from '../lib/team'
import { powerOfTwoFor } from '../lib/vectors'

const EUCLIDEAN: i32 = 0
const CITYBLOCK: i32 = 2
/** Sums of squares between these hold all their digits: no square that counts has overflowed or lost digits to underflow. */
const LEAST_SQUARE: f64 = 1e-270
const LARGEST_SQUARE: f64 = 1e300

@inline function squared(difference: v128): v128 { return f64x2.mul(difference, difference) }

/** Σ_k (left(r, k) − right(k, c))² for each group of the `count` rows, to a 48 × 3 result. */
function squarePanels(left: usize, leftGroup: usize, count: i32, right: usize, inner: i32, result: usize): void {
  const rightEnd = right + <usize>inner * RIGHT_STEP
  for (let r = 0; r < count; r += GROUP_ROWS, left += leftGroup, result += LEFT_STEP) {
    let s00 = f64x2.splat(0), s10 = s00, s20 = s00, s01 = s00, s11 = s00, s21 = s00, s02 = s00, s12 = s00, s22 = s00
    for (let a = left, b = right; b < rightEnd; a += LEFT_STEP, b += RIGHT_STEP) {
      const a0 = v128.load(a), a1 = v128.load(a, 16), a2 = v128.load(a, 32)
      const b0 = v128.load64_splat(b)
      s00 = f64x2.add(s00, squared(f64x2.sub(a0, b0))); s10 = f64x2.add(s10, squared(f64x2.sub(a1, b0))); s20 = f64x2.add(s20, squared(f64x2.sub(a2, b0)))
      const b1 = v128.load64_splat(b, 8)
      s01 = f64x2.add(s01, squared(f64x2.sub(a0, b1))); s11 = f64x2.add(s11, squared(f64x2.sub(a1, b1))); s21 = f64x2.add(s21, squared(f64x2.sub(a2, b1)))
      const b2 = v128.load64_splat(b, 16)
      s02 = f64x2.add(s02, squared(f64x2.sub(a0, b2))); s12 = f64x2.add(s12, squared(f64x2.sub(a1, b2))); s22 = f64x2.add(s22, squared(f64x2.sub(a2, b2)))
    }
    storeTile(result, s00, s10, s20)
    storeTile(result + RESULT_COLUMN, s01, s11, s21)
    storeTile(result + 2 * RESULT_COLUMN, s02, s12, s22)
  }
}

/** Σ_k |left(r, k) − right(k, c)|, likewise. */
function absolutePanels(left: usize, leftGroup: usize, count: i32, right: usize, inner: i32, result: usize): void {
  const rightEnd = right + <usize>inner * RIGHT_STEP
  for (let r = 0; r < count; r += GROUP_ROWS, left += leftGroup, result += LEFT_STEP) {
    let s00 = f64x2.splat(0), s10 = s00, s20 = s00, s01 = s00, s11 = s00, s21 = s00, s02 = s00, s12 = s00, s22 = s00
    for (let a = left, b = right; b < rightEnd; a += LEFT_STEP, b += RIGHT_STEP) {
      const a0 = v128.load(a), a1 = v128.load(a, 16), a2 = v128.load(a, 32)
      const b0 = v128.load64_splat(b)
      s00 = f64x2.add(s00, f64x2.abs(f64x2.sub(a0, b0))); s10 = f64x2.add(s10, f64x2.abs(f64x2.sub(a1, b0))); s20 = f64x2.add(s20, f64x2.abs(f64x2.sub(a2, b0)))
      const b1 = v128.load64_splat(b, 8)
      s01 = f64x2.add(s01, f64x2.abs(f64x2.sub(a0, b1))); s11 = f64x2.add(s11, f64x2.abs(f64x2.sub(a1, b1))); s21 = f64x2.add(s21, f64x2.abs(f64x2.sub(a2, b1)))
      const b2 = v128.load64_splat(b, 16)
      s02 = f64x2.add(s02, f64x2.abs(f64x2.sub(a0, b2))); s12 = f64x2.add(s12, f64x2.abs(f64x2.sub(a1, b2))); s22 = f64x2.add(s22, f64x2.abs(f64x2.sub(a2, b2)))
    }
    storeTile(result, s00, s10, s20)
    storeTile(result + RESULT_COLUMN, s01, s11, s21)
    storeTile(result + 2 * RESULT_COLUMN, s02, s12, s22)
  }
}

/** Largest |x_k · scale − y_k · scale| of two packed rows. */
function largestDifference(x: usize, y: usize, inner: i32, scale: f64): f64 {
  let largest: f64 = 0
  for (let k = 0; k < inner; k++, x += LEFT_STEP, y += RIGHT_STEP) largest = max(largest, abs(load<f64>(x) * scale - load<f64>(y) * scale))
  return largest
}

/** The Euclidean distance of two packed rows, for any finite ones: halved if a difference overflows, scaled to a largest near 1. */
function carefulDistance(x: usize, y: usize, inner: i32): f64 {
  let halving: f64 = 1
  let largest = largestDifference(x, y, inner, 1)
  if (largest == 0) return 0
  if (largest == Infinity) {
    halving = 0.5
    largest = largestDifference(x, y, inner, halving)
  }
  const scale = powerOfTwoFor(largest)
  let sum: f64 = 0
  for (let k = 0; k < inner; k++, x += LEFT_STEP, y += RIGHT_STEP) {
    const difference = (load<f64>(x) * halving - load<f64>(y) * halving) * scale
    sum += difference * difference
  }
  return sqrt(sum) / scale / halving
}

/** Roots of the squares of `pairs` pairs of rows of one column. A pair that holds a NaN or leaves the range goes one by one. */
function takeRoots(result: usize, pairs: i32, left: usize, right: usize, inner: i32): void {
  for (let p = 0; p < pairs; p++) {
    const at = result + (<usize>p << 4)
    const squares = v128.load(at)
    const safe = v128.and(f64x2.ge(squares, f64x2.splat(LEAST_SQUARE)), f64x2.le(squares, f64x2.splat(LARGEST_SQUARE)))
    if (i64x2.all_true(safe)) {
      v128.store(at, f64x2.sqrt(squares))
      continue
    }
    const row = left + <usize>(p / 3) * <usize>inner * LEFT_STEP + (<usize>(p % 3) << 4)
    rootOrCareful(at, row, right, inner)
    rootOrCareful(at + 8, row + 8, right, inner)
  }
}

@inline function rootOrCareful(at: usize, x: usize, y: usize, inner: i32): void {
  const square = load<f64>(at)
  store<f64>(at, square != square ? NaN : square >= LEAST_SQUARE && square <= LARGEST_SQUARE ? sqrt(square) : carefulDistance(x, y, inner))
}

/** Distances of `count` packed rows to `cols` packed points. */
function distancePanel(left: usize, count: i32, right: usize, inner: i32, metric: i32, cols: i32, result: usize): void {
  const group = <usize>inner * LEFT_STEP
  if (metric == CITYBLOCK) absolutePanels(left, group, count, right, inner, result)
  else squarePanels(left, group, count, right, inner, result)
  if (metric == EUCLIDEAN)
    for (let c = 0; c < cols; c++) takeRoots(result + <usize>c * RESULT_COLUMN, (count + 1) >> 1, left, right + (<usize>c << 3), inner)
}

/** Copies `count` results; a NaN becomes the canonical one. */
function copyColumn(from: usize, count: i32, to: usize): void {
  const end = from + (<usize>(count & ~1) << 3)
  for (; from < end; from += 16, to += 16) {
    const pair = v128.load(from)
    v128.store(to, v128.bitselect(pair, f64x2.splat(NaN), f64x2.eq(pair, pair)))
  }
  if (count & 1) store<f64>(to, load<f64>(from) == load<f64>(from) ? load<f64>(from) : NaN)
}

/** Packs this member's share of the points. */
function packPoints(team: usize, y: usize, points: i32, inner: i32, packed: usize): void {
  const panels = rightPanels(points)
  for (let p = shareBegin(team, panels), end = shareEnd(team, panels); p < end; p++) {
    const point = p * RIGHT_COLS
    packRight(y + (<usize>point << 3), <usize>points << 3, 8, min(RIGHT_COLS, points - point), inner, packed + <usize>p * rightBytes(inner))
  }
  barrier(team)
}

/** This member's own memory, behind the packed points: a left panel and a result. */
@inline function ownMemory(team: usize, points: i32, inner: i32, scratch: usize): usize {
  return scratch + <usize>rightPanels(points) * rightBytes(inner) + <usize>rank(team) * (leftBytes(inner) + RESULT_BYTES)
}

function scratchBytes(teamSize: i32, cols: i32, points: i32): f64 {
  return <f64>rightPanels(points) * <f64>rightBytes(cols) + <f64>teamSize * <f64>(leftBytes(cols) + RESULT_BYTES)
}

export function pairwiseDistancesScratch(teamSize: i32, rows: i32, cols: i32, points: i32, colsY: i32, metric: i32): f64 {
  return scratchBytes(teamSize, cols, points)
}

/** x rows × cols, y points × cols → out rows × points; metric 0 Euclidean, 1 its square, 2 city block. */
export function pairwiseDistances(
  team: usize, x: usize, rows: i32, cols: i32, y: usize, points: i32, colsY: i32, metric: i32, out: usize, scratch: usize,
): void {
  packPoints(team, y, points, cols, scratch)
  const left = ownMemory(team, points, cols, scratch)
  const result = left + leftBytes(cols)
  const panels = rightPanels(points)
  const stride = <usize>rows << 3
  const items = leftPanels(rows) * panels
  for (let item = shareBegin(team, items), last = shareEnd(team, items), packed = -1; item < last; item++) {
    const row = (item / panels) * LEFT_ROWS
    const point = (item % panels) * RIGHT_COLS
    const count = min(LEFT_ROWS, rows - row)
    const width = min(RIGHT_COLS, points - point)
    if (row != packed) packLeft(x + (<usize>row << 3), stride, count, cols, left)
    packed = row
    distancePanel(left, count, scratch + <usize>(item % panels) * rightBytes(cols), cols, metric, width, result)
    for (let c = 0; c < width; c++) copyColumn(result + <usize>c * RESULT_COLUMN, count, out + (<usize>row << 3) + <usize>(point + c) * stride)
  }
}

export function argminDistancesScratch(teamSize: i32, rows: i32, cols: i32, points: i32, colsY: i32): f64 {
  return scratchBytes(teamSize, cols, points)
}

/** Takes a column of distances into the nearest so far; NaN is never less. */
function keepNearest(distances: usize, count: i32, point: i32, index: usize, distance: usize): void {
  for (let at: usize = 0, end = <usize>count << 3; at < end; at += 8) {
    const found = load<f64>(distances + at)
    // The stored one is NaN until a first distance is found; an infinite one must count too.
    if (!(found < load<f64>(distance + at)) && !(found == found && isNaN(load<f64>(distance + at)))) continue
    store<f64>(distance + at, found)
    store<f64>(index + at, <f64>point)
  }
}

/** x rows × cols, y points × cols → of each row of x the first of the nearest points and its Euclidean distance. */
export function argminDistances(
  team: usize, x: usize, rows: i32, cols: i32, y: usize, points: i32, colsY: i32, index: usize, distance: usize, scratch: usize,
): void {
  packPoints(team, y, points, cols, scratch)
  const left = ownMemory(team, points, cols, scratch)
  const result = left + leftBytes(cols)
  for (let panel = shareBegin(team, leftPanels(rows)), last = shareEnd(team, leftPanels(rows)); panel < last; panel++) {
    const row = panel * LEFT_ROWS
    const start = <usize>row << 3
    const count = min(LEFT_ROWS, rows - row)
    for (let r: usize = 0, end = <usize>count << 3; r < end; r += 8) { store<f64>(index + start + r, NaN); store<f64>(distance + start + r, NaN) }
    packLeft(x + start, <usize>rows << 3, count, cols, left)
    for (let point = 0; point < points; point += RIGHT_COLS) {
      const width = min(RIGHT_COLS, points - point)
      distancePanel(left, count, scratch + <usize>(point / RIGHT_COLS) * rightBytes(cols), cols, EUCLIDEAN, width, result)
      for (let c = 0; c < width; c++) keepNearest(result + <usize>c * RESULT_COLUMN, count, point + c, index + start, distance + start)
    }
  }
}
