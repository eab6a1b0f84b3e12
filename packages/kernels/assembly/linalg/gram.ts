// Gram matrix: XᵀX of a rows × cols matrix, entry (i, j) = Σ x_ri · x_rj over the rows where both are observed.
//
// Reference   numpy: x.T @ x, with missing values set to 0 (the same sum)
// Cost        9/16 · rows · cols² multiply-adds
// Error       |error| ≤ (ROW_BLOCK/2 + rows/ROW_BLOCK + 2) · 2⁻⁵³ · Σ |x_ri · x_rj|
// Missing     a row that lacks either value adds nothing; a pair of columns without a common row gives 0
//
// The columns are cut into groups of three; a tile is a pair of groups: nine sums held in registers, two rows in the
// lanes (4 × 4 spills). Rows are worked in blocks of 256. Each member first packs the block, missing values as 0:
//
//   group 0: (r0 r1 of col 0) (r0 r1 of col 1) (r0 r1 of col 2) (r2 r3 of col 0) …     48 bytes a row pair
//   group 1: …                                                                         zeros beyond rows and cols
//
// so that a tile reads two streams, and a block stays in the second-level cache while every tile passes over it. Its
// sums are added to `out` in block order: the bits depend on the data's shape alone. Members share tiles, never rows,
// and need no barrier.

import { observedMask } from '../lib/column/observed'
import { rank, shareBegin, shareEnd } from '../lib/team'

const ROW_BLOCK: i32 = 256
const GROUP: i32 = 3
/** Bytes of one row pair of a group, and of a whole group, in the packed block. */
const PAIR_BYTES: usize = 48
const GROUP_BYTES: usize = <usize>(ROW_BLOCK >> 1) * PAIR_BYTES

@inline function groupsOf(cols: i32): i32 { return (cols + GROUP - 1) / GROUP }
@inline function cellAt(out: usize, cols: i32, i: i32, j: i32): usize { return out + ((<usize>j * cols + i) << 3) }

@inline function zeroMissing(values: v128): v128 { return v128.and(values, observedMask(values)) }

/** Packs `count` ≤ ROW_BLOCK rows of one column, every 48 bytes a pair; an odd last row is followed by 0. */
function packColumn(column: usize, count: i32, packed: usize): void {
  const end = column + (<usize>(count & ~1) << 3)
  for (; column < end; column += 16, packed += PAIR_BYTES) v128.store(packed, zeroMissing(v128.load(column)))
  if (count & 1) v128.store(packed, zeroMissing(v128.load64_zero(column)))
}

function clearColumn(count: i32, packed: usize): void {
  for (let r = 0; r < count; r += 2, packed += PAIR_BYTES) v128.store(packed, f64x2.splat(0))
}

function packBlock(x: usize, rows: i32, cols: i32, begin: i32, count: i32, packed: usize): void {
  for (let c = 0, end = groupsOf(cols) * GROUP; c < end; c++) {
    const target = packed + <usize>(c / GROUP) * GROUP_BYTES + (<usize>(c % GROUP) << 4)
    if (c < cols) packColumn(x + ((<usize>c * rows + begin) << 3), count, target)
    else clearColumn(count, target)
  }
}

@inline function addLanes(cell: usize, sums: v128): void {
  store<f64>(cell, load<f64>(cell) + (f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1)))
}

@inline function addColumn(cell: usize, count: i32, sums0: v128, sums1: v128, sums2: v128): void {
  addLanes(cell, sums0)
  if (count > 1) addLanes(cell + 8, sums1)
  if (count > 2) addLanes(cell + 16, sums2)
}

/** Adds one block's sums over `pairs` row pairs of the groups at columns i and j. */
function addTile(packed: usize, pairs: i32, cols: i32, i: i32, j: i32, out: usize): void {
  let left = packed + <usize>(i / GROUP) * GROUP_BYTES
  let right = packed + <usize>(j / GROUP) * GROUP_BYTES
  let s00 = f64x2.splat(0), s01 = s00, s02 = s00, s10 = s00, s11 = s00, s12 = s00, s20 = s00, s21 = s00, s22 = s00
  for (const end = left + <usize>pairs * PAIR_BYTES; left < end; left += PAIR_BYTES, right += PAIR_BYTES) {
    const a0 = v128.load(left), a1 = v128.load(left, 16), a2 = v128.load(left, 32)
    const b0 = v128.load(right)
    s00 = f64x2.add(s00, f64x2.mul(a0, b0)); s10 = f64x2.add(s10, f64x2.mul(a1, b0)); s20 = f64x2.add(s20, f64x2.mul(a2, b0))
    const b1 = v128.load(right, 16)
    s01 = f64x2.add(s01, f64x2.mul(a0, b1)); s11 = f64x2.add(s11, f64x2.mul(a1, b1)); s21 = f64x2.add(s21, f64x2.mul(a2, b1))
    const b2 = v128.load(right, 32)
    s02 = f64x2.add(s02, f64x2.mul(a0, b2)); s12 = f64x2.add(s12, f64x2.mul(a1, b2)); s22 = f64x2.add(s22, f64x2.mul(a2, b2))
  }
  const cell = cellAt(out, cols, i, j)
  const column = <usize>cols << 3
  addColumn(cell, cols - i, s00, s10, s20)
  if (cols - j > 1) addColumn(cell + column, cols - i, s01, s11, s21)
  if (cols - j > 2) addColumn(cell + 2 * column, cols - i, s02, s12, s22)
}

function clearTile(cols: i32, i: i32, j: i32, out: usize): void {
  for (let b = j, jEnd = min(j + GROUP, cols); b < jEnd; b++)
    for (let a = i, iEnd = min(i + GROUP, cols); a < iEnd; a++) store<f64>(cellAt(out, cols, a, b), 0)
}

/** Mirrors the tile; a NaN (opposite overflows met) becomes the canonical one. */
function finishTile(cols: i32, i: i32, j: i32, out: usize): void {
  for (let b = j, jEnd = min(j + GROUP, cols); b < jEnd; b++)
    for (let a = i, iEnd = min(i + GROUP, b + 1); a < iEnd; a++) {
      let sum = load<f64>(cellAt(out, cols, a, b))
      if (sum != sum) sum = NaN
      store<f64>(cellAt(out, cols, a, b), sum)
      store<f64>(cellAt(out, cols, b, a), sum)
    }
}

/** Bytes: one packed block a member. */
export function gramScratch(teamSize: i32, rows: i32, cols: i32): f64 {
  return <f64>teamSize * groupsOf(cols) * <f64>GROUP_BYTES
}

/** x rows × cols → out cols × cols, symmetric to the last bit. */
export function gram(team: usize, x: usize, rows: i32, cols: i32, out: usize, scratch: usize): void {
  const groups = groupsOf(cols)
  const tiles = (groups * (groups + 1)) >> 1
  const firstTile = shareBegin(team, tiles)
  const tileCount = shareEnd(team, tiles) - firstTile
  if (tileCount == 0) return
  const packed = scratch + <usize>rank(team) * groups * GROUP_BYTES
  let firstI = 0, firstJ = 0
  for (let t = 0; t < firstTile; t++) {
    firstI += GROUP
    if (firstI > firstJ) { firstI = 0; firstJ += GROUP }
  }
  for (let begin = 0; ; begin += ROW_BLOCK) {
    const count = min(ROW_BLOCK, rows - begin)
    if (count > 0) packBlock(x, rows, cols, begin, count, packed)
    for (let t = 0, i = firstI, j = firstJ; t < tileCount; t++) {
      if (begin == 0) clearTile(cols, i, j, out)
      if (count > 0) addTile(packed, (count + 1) >> 1, cols, i, j, out)
      else finishTile(cols, i, j, out)
      i += GROUP
      if (i > j) { i = 0; j += GROUP }
    }
    if (count <= 0) return
  }
}
