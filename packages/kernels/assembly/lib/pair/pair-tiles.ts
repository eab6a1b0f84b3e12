// Σ d·d′ over the rows that two columns have in common, for every pair of columns at once: what correlations are made of.
//
// The columns are cut into groups of three; a tile is a pair of groups: nine sums held in registers, two rows in the lanes (4 × 4 spills).
// Rows are worked in blocks of 256. Each member first packs the block's deviations d = x · scale − centre, 0 for a missing value:
//
//   group 0: (r0 r1 of col 0) (r0 r1 of col 1) (r0 r1 of col 2) (r2 r3 of col 0) …     48 bytes a row pair
//   group 1: …                                                                         zeros beyond rows and cols
//
// so that a tile reads two streams, and a block stays in the second-level cache while every tile passes over it. Packing sums d and d² of
// each column on the way, in the tile's order: Σ d·d′ of two equal columns has the same bits as Σ d². With a lag the right panel
// lies that many rows earlier than the left one.
//
// The blocks are cut into chunks, and each tile has a sum for each chunk: an item of work is a chunk's tile, numbered chunk by chunk, so that a
// member with a run of items packs few rows that another packs too. Blocks are added in order within a chunk, then the chunks in order: the
// bits depend on the data's shape alone.

import { centerOf, RECORD_BYTES, scaleOf } from '../column/column-center'
import { observedMask } from '../column/observed'

export const GROUP: i32 = 3
const ROW_BLOCK: i32 = 256
const MOST_CHUNKS: i32 = 32
/** Bytes of one row pair of a group, and of a whole group, in a panel. */
const PAIR_BYTES: usize = 48
const GROUP_BYTES: usize = <usize>(ROW_BLOCK >> 1) * PAIR_BYTES

/** Bytes of a tile's nine sums. */
export const TILE_BYTES: usize = 72

@inline export function groupsOf(cols: i32): i32 { return (cols + GROUP - 1) / GROUP }

/** Rows of a chunk. There are so few chunks that their sums take no more room than the data. */
@inline function chunkRows(rows: i32, cols: i32): i32 {
  const blocks = (rows + ROW_BLOCK - 1) / ROW_BLOCK
  const chunks = min(MOST_CHUNKS, max(1, rows / cols))
  return (blocks + chunks - 1) / chunks * ROW_BLOCK
}
@inline function chunksOf(rows: i32, cols: i32): i32 {
  const length = chunkRows(rows, cols)
  return i32((<i64>rows + length - 1) / length)
}

/** What the pairs of one call, and one lag of it, have in common; one in the memory of each member. */
@unmanaged
export class Pairs {
  x: usize
  rows: i32
  cols: i32
  groups: i32
  /** Row t of a left column meets row t − lag of a right one. */
  lag: i32
  /** No value is missing. */
  complete: bool
  /** Of each column: lib/column/column-center. */
  records: usize
  /** Of each chunk, of each tile: TILE_BYTES. */
  sums: usize
  /** Of each chunk, what `totals` holds. */
  chunkTotals: usize
  /** With gaps, as in lib/pair/gap-sums: bits and steps of each column, and the sums of pairs from the left and from the right. */
  bits: usize
  steps: usize
  leftSums: usize
  rightSums: usize
  /** Panels of deviations; with a lag the right one is another. */
  left: usize
  right: usize
  /** Of each column, Σ d and Σ d² over all rows of the left, then of the right side. */
  totals: usize
}

/** Bytes of a panel. */
@inline function panelBytes(groups: i32): usize { return <usize>groups * GROUP_BYTES }
/** Bytes of a side's totals. */
@inline function totalsBytes(groups: i32): usize { return <usize>groups * GROUP * 16 }

/** Bytes of a member's two panels and their totals. */
export function panelsBytes(groups: i32): usize { return (panelBytes(groups) + totalsBytes(groups)) << 1 }

/** Bytes of the tiles' sums of all chunks, and of the chunks' totals. */
export function chunkSumsBytes(rows: i32, cols: i32): usize {
  return (<usize>chunksOf(rows, cols) * groupsOf(cols) * groupsOf(cols) * TILE_BYTES + 15) & ~15
}
export function chunkTotalsBytes(rows: i32, cols: i32): usize { return <usize>chunksOf(rows, cols) * totalsBytes(groupsOf(cols)) << 1 }

/** Puts panels and totals into a member's memory. Columns that fill up the last group of a panel are zeros, and stay so. */
export function placePanels(pairs: Pairs, panels: usize): void {
  const panel = panelBytes(pairs.groups)
  pairs.left = panels
  pairs.right = pairs.lag ? panels + panel : panels
  pairs.totals = panels + (panel << 1)
  memory.fill(pairs.left + panel - GROUP_BYTES, 0, GROUP_BYTES)
  memory.fill(pairs.right + panel - GROUP_BYTES, 0, GROUP_BYTES)
}

/** Address of column i's Σ d, and 8 bytes on Σ d². */
@inline export function leftTotals(pairs: Pairs, i: i32): usize { return pairs.totals + (<usize>i << 4) }
@inline export function rightTotals(pairs: Pairs, j: i32): usize {
  return pairs.totals + (pairs.lag ? totalsBytes(pairs.groups) : 0) + (<usize>j << 4)
}

@inline function addTo(cell: usize, sums: v128): void {
  store<f64>(cell, load<f64>(cell) + (f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1)))
}

/** Scaled deviations of two rows from the centre, 0 for a missing value. */
@inline function deviationsOf(values: v128, scale: v128, center: v128, gaps: bool): v128 {
  const deviation = f64x2.sub(f64x2.mul(values, scale), center)
  return gaps ? v128.and(deviation, observedMask(values)) : deviation
}

/** The same of the one row of an odd end, 0 beside it. */
@inline function deviationOf(at: usize, scale: v128, center: v128, gaps: bool): v128 {
  return f64x2.replace_lane(deviationsOf(v128.load64_zero(at), scale, center, gaps), 1, 0)
}

@inline function addTotals(totals: usize, sum: v128, squares: v128): void {
  addTo(totals, sum)
  addTo(totals + 8, squares)
}

/** Packs `count` ≤ ROW_BLOCK rows of one column, every 48 bytes a pair, and adds to its totals. */
@inline function packOne(column: usize, count: i32, record: usize, packed: usize, totals: usize, gaps: bool): void {
  const scale = f64x2.splat(scaleOf(record)), center = f64x2.splat(centerOf(record))
  let sum = f64x2.splat(0), squares = sum
  for (const end = column + (<usize>(count & ~1) << 3); column < end; column += 16, packed += PAIR_BYTES) {
    const deviations = deviationsOf(v128.load(column), scale, center, gaps)
    v128.store(packed, deviations)
    sum = f64x2.add(sum, deviations)
    squares = f64x2.add(squares, f64x2.mul(deviations, deviations))
  }
  if (count & 1) {
    const deviation = deviationOf(column, scale, center, gaps)
    v128.store(packed, deviation)
    sum = f64x2.add(sum, deviation)
    squares = f64x2.add(squares, f64x2.mul(deviation, deviation))
  }
  addTotals(totals, sum, squares)
}

/** The same of the three columns of a group, `length` bytes each: six sums do not wait for each other. */
@inline function packThree(column: usize, length: usize, count: i32, record: usize, packed: usize, totals: usize, gaps: bool): void {
  const scale0 = f64x2.splat(scaleOf(record)), center0 = f64x2.splat(centerOf(record))
  const scale1 = f64x2.splat(scaleOf(record + RECORD_BYTES)), center1 = f64x2.splat(centerOf(record + RECORD_BYTES))
  const scale2 = f64x2.splat(scaleOf(record + 2 * RECORD_BYTES)), center2 = f64x2.splat(centerOf(record + 2 * RECORD_BYTES))
  let sum0 = f64x2.splat(0), sum1 = sum0, sum2 = sum0, squares0 = sum0, squares1 = sum0, squares2 = sum0
  for (let at = column, end = column + (<usize>((count + 1) & ~1) << 3); at < end; at += 16, packed += PAIR_BYTES) {
    const odd = at + 8 == column + (<usize>count << 3)
    const d0 = odd ? deviationOf(at, scale0, center0, gaps) : deviationsOf(v128.load(at), scale0, center0, gaps)
    const d1 = odd ? deviationOf(at + length, scale1, center1, gaps) : deviationsOf(v128.load(at + length), scale1, center1, gaps)
    const d2 = odd ? deviationOf(at + 2 * length, scale2, center2, gaps) : deviationsOf(v128.load(at + 2 * length), scale2, center2, gaps)
    v128.store(packed, d0)
    v128.store(packed, d1, 16)
    v128.store(packed, d2, 32)
    sum0 = f64x2.add(sum0, d0); squares0 = f64x2.add(squares0, f64x2.mul(d0, d0))
    sum1 = f64x2.add(sum1, d1); squares1 = f64x2.add(squares1, f64x2.mul(d1, d1))
    sum2 = f64x2.add(sum2, d2); squares2 = f64x2.add(squares2, f64x2.mul(d2, d2))
  }
  addTotals(totals, sum0, squares0)
  addTotals(totals + 16, sum1, squares1)
  addTotals(totals + 32, sum2, squares2)
}

@inline function packColumns(pairs: Pairs, begin: i32, count: i32, packed: usize, totals: usize, gaps: bool): void {
  const length = <usize>pairs.rows << 3
  let column = pairs.x + (<usize>begin << 3), record = pairs.records, c = 0
  for (; c + GROUP <= pairs.cols; c += GROUP) {
    packThree(column, length, count, record, packed, totals, gaps)
    column += length * GROUP
    record += RECORD_BYTES * GROUP
    packed += GROUP_BYTES
    totals += 16 * GROUP
  }
  for (; c < pairs.cols; c++, column += length, record += RECORD_BYTES, packed += 16, totals += 16)
    packOne(column, count, record, packed, totals, gaps)
}

function packComplete(pairs: Pairs, begin: i32, count: i32, packed: usize, totals: usize): void {
  packColumns(pairs, begin, count, packed, totals, false)
}

function packWithGaps(pairs: Pairs, begin: i32, count: i32, packed: usize, totals: usize): void {
  packColumns(pairs, begin, count, packed, totals, true)
}

/** Packs `count` rows from `begin` on of every column. */
@inline function packBlock(pairs: Pairs, begin: i32, count: i32, packed: usize, totals: usize): void {
  if (pairs.complete) packComplete(pairs, begin, count, packed, totals)
  else packWithGaps(pairs, begin, count, packed, totals)
}

@inline function addThree(cells: usize, sums0: v128, sums1: v128, sums2: v128): void {
  addTo(cells, sums0)
  addTo(cells + 8, sums1)
  addTo(cells + 16, sums2)
}

/** Adds one block's nine sums over `rowPairs` row pairs of two groups: cell 3·b + a is Σ left_a · right_b. */
function addTile(left: usize, right: usize, rowPairs: i32, cells: usize): void {
  let s00 = f64x2.splat(0), s01 = s00, s02 = s00, s10 = s00, s11 = s00, s12 = s00, s20 = s00, s21 = s00, s22 = s00
  for (const end = left + <usize>rowPairs * PAIR_BYTES; left < end; left += PAIR_BYTES, right += PAIR_BYTES) {
    const a0 = v128.load(left), a1 = v128.load(left, 16), a2 = v128.load(left, 32)
    const b0 = v128.load(right)
    s00 = f64x2.add(s00, f64x2.mul(a0, b0)); s10 = f64x2.add(s10, f64x2.mul(a1, b0)); s20 = f64x2.add(s20, f64x2.mul(a2, b0))
    const b1 = v128.load(right, 16)
    s01 = f64x2.add(s01, f64x2.mul(a0, b1)); s11 = f64x2.add(s11, f64x2.mul(a1, b1)); s21 = f64x2.add(s21, f64x2.mul(a2, b1))
    const b2 = v128.load(right, 32)
    s02 = f64x2.add(s02, f64x2.mul(a0, b2)); s12 = f64x2.add(s12, f64x2.mul(a1, b2)); s22 = f64x2.add(s22, f64x2.mul(a2, b2))
  }
  addThree(cells, s00, s10, s20)
  addThree(cells + 24, s01, s11, s21)
  addThree(cells + 48, s02, s12, s22)
}

/** How many tiles there are: without a lag those with i ≤ j are enough. */
@inline export function tilesOf(pairs: Pairs): i32 {
  return pairs.lag ? pairs.groups * pairs.groups : (pairs.groups * (pairs.groups + 1)) >> 1
}

/** Right group of a tile; tiles are numbered down the columns of the (upper) square. */
export function rightGroup(pairs: Pairs, tile: i32): i32 {
  if (pairs.lag) return tile / pairs.groups
  let j = i32(sqrt(2.0 * tile + 0.25) - 0.5)
  while ((<i64>(j + 1) * (j + 2)) >> 1 <= tile) j++
  while ((<i64>j * (j + 1)) >> 1 > tile) j--
  return j
}

/** Left group of a tile whose right group is j. */
@inline export function leftGroup(pairs: Pairs, tile: i32, j: i32): i32 {
  return tile - (pairs.lag ? j * pairs.groups : (j * (j + 1)) >> 1)
}

@inline function chunkTile(pairs: Pairs, chunk: i32, tile: i32): usize {
  return pairs.sums + (<usize>chunk * pairs.groups * pairs.groups + tile) * TILE_BYTES
}
/** The nine sums of a tile, once its chunks are joined. */
@inline export function tileSums(pairs: Pairs, tile: i32): usize { return chunkTile(pairs, 0, tile) }

/** How many items of work there are. */
@inline export function itemsOf(pairs: Pairs): i32 { return chunksOf(pairs.rows, pairs.cols) * tilesOf(pairs) }

/** Sums items [item, end). */
export function sumItems(pairs: Pairs, item: i32, end: i32): void {
  const tiles = tilesOf(pairs)
  while (item < end) {
    const chunk = item / tiles
    const firstTile = item - chunk * tiles
    const endTile = min(tiles, firstTile + end - item)
    sumChunk(pairs, chunk, firstTile, endTile)
    item += endTile - firstTile
  }
}

/** Sums tiles [firstTile, endTile) over a chunk; who has its first tile leaves its totals too. */
function sumChunk(pairs: Pairs, chunk: i32, firstTile: i32, endTile: i32): void {
  const side = totalsBytes(pairs.groups)
  const length = chunkRows(pairs.rows, pairs.cols)
  const firstJ = rightGroup(pairs, firstTile), firstI = leftGroup(pairs, firstTile, firstJ)
  const end = min((chunk + 1) * length, pairs.rows - pairs.lag)
  memory.fill(pairs.totals, 0, side << 1)
  memory.fill(chunkTile(pairs, chunk, firstTile), 0, <usize>(endTile - firstTile) * TILE_BYTES)
  for (let begin = chunk * length; begin < end; begin += ROW_BLOCK) {
    const count = min(ROW_BLOCK, end - begin)
    packBlock(pairs, begin + pairs.lag, count, pairs.left, pairs.totals)
    if (pairs.lag) packBlock(pairs, begin, count, pairs.right, pairs.totals + side)
    for (let tile = firstTile, i = firstI, j = firstJ, cells = chunkTile(pairs, chunk, tile); tile < endTile; tile++, cells += TILE_BYTES) {
      addTile(pairs.left + <usize>i * GROUP_BYTES, pairs.right + <usize>j * GROUP_BYTES, (count + 1) >> 1, cells)
      if (++i > (pairs.lag ? pairs.groups - 1 : j)) { i = 0; j++ }
    }
  }
  if (firstTile == 0) memory.copy(pairs.chunkTotals + <usize>chunk * (side << 1), pairs.totals, side << 1)
}

@inline function addNumbers(to: usize, from: usize, lengthBytes: usize): void {
  for (const end = to + lengthBytes; to < end; to += 8, from += 8) store<f64>(to, load<f64>(to) + load<f64>(from))
}

/** Adds the totals of all chunks, when all items are summed. */
export function joinTotals(pairs: Pairs): void {
  const bytes = totalsBytes(pairs.groups) << 1
  memory.copy(pairs.totals, pairs.chunkTotals, bytes)
  for (let chunk = 1, end = chunksOf(pairs.rows, pairs.cols); chunk < end; chunk++)
    addNumbers(pairs.totals, pairs.chunkTotals + <usize>chunk * bytes, bytes)
}

/** Adds the sums of all chunks of a tile. */
export function joinTile(pairs: Pairs, tile: i32): void {
  for (let chunk = 1, end = chunksOf(pairs.rows, pairs.cols); chunk < end; chunk++)
    addNumbers(tileSums(pairs, tile), chunkTile(pairs, chunk, tile), TILE_BYTES)
}
