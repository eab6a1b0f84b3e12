// QR of a tall matrix by a team: blocks of rows are factored apart, in cache, and their R's once more, stacked (TSQR: Demmel, Grigori,
// Hoemmen and Langou, "Communication-optimal parallel and sequential QR and LU factorizations", SIAM J. Sci. Comput. 34, 2012). Every step is
// a Householder reflection, so it is as stable as one factorisation of the whole. How many blocks there are follows from the shape.
//
//   A = (A_0; A_1; …)   A_i = Q_i·R_i   (R_0; R_1; …) = S·R   Q = diag(Q_i)·S
//
// memory  blocks one after another, each factored in place (rows × cols) | factors of each block (2 cols) | stack (blocks · cols × cols) |
//         its factors (2 cols) | S·W (blocks · cols × cols) | a block for each member
// With a single block there is no stack: the block itself is the top.

import { applyHouseholder, copyUpper, factorHouseholder, reflectorCount } from './householder'
import { barrier, rank, shareBegin, shareEnd } from '../team'
import { fillVector } from '../vectors'

/** A block of 512 rows × 50 columns is 200 KB: it and its product stay in the second-level cache. */
const BLOCK_ROWS: i32 = 512

@inline export function blockCount(rows: i32, cols: i32): i32 { return max(1, rows / max(BLOCK_ROWS, 4 * cols)) }
@inline function blockBegin(rows: i32, blocks: i32, block: i32): i32 { return i32((<i64>rows * block) / blocks) }
@inline function largestBlock(rows: i32, blocks: i32): i32 { return (rows + blocks - 1) / blocks }

@inline function values(count: usize): usize { return count << 3 }
@inline function blockAt(base: usize, rows: i32, cols: i32, blocks: i32, block: i32): usize {
  return base + values(<usize>blockBegin(rows, blocks, block) * cols)
}
@inline function factorsAt(base: usize, rows: i32, cols: i32, block: i32): usize { return base + values(<usize>rows * cols + <usize>(2 * block) * cols) }
@inline function stackAt(base: usize, rows: i32, cols: i32, blocks: i32): usize { return factorsAt(base, rows, cols, blocks) }
@inline function stackFactorsAt(base: usize, rows: i32, cols: i32, blocks: i32): usize {
  return stackAt(base, rows, cols, blocks) + values(<usize>blocks * cols * cols)
}
@inline function productAt(base: usize, rows: i32, cols: i32, blocks: i32): usize {
  return stackFactorsAt(base, rows, cols, blocks) + values(<usize>2 * cols)
}

/** Bytes for a team. */
export function tallQrBytes(teamSize: i32, rows: i32, cols: i32): f64 {
  const blocks = blockCount(rows, cols)
  const stacks = 2.0 * <f64>blocks * <f64>cols * <f64>cols
  return 8 * (<f64>rows * <f64>cols + 2.0 * <f64>cols * <f64>(blocks + 1) + stacks + <f64>teamSize * <f64>largestBlock(rows, blocks) * <f64>cols)
}

/** Copies the rows of a block, scaled; element (r, c) of the matrix stands at x + r · rowStride + c · colStride. */
function loadBlock(x: usize, rowStride: usize, colStride: usize, scale: f64, rows: i32, cols: i32, to: usize): void {
  for (let c = 0; c < cols; c++, x += colStride)
    for (let r = 0, from = x; r < rows; r++, from += rowStride, to += 8) store<f64>(to, load<f64>(from) * scale)
}

/** Factors scale · A and puts R, min(rows, cols) × cols, to `r`. Every member calls it; `r` is ready for all when it returns. */
export function factorTall(
  team: usize, x: usize, rowStride: usize, colStride: usize, scale: f64, rows: i32, cols: i32, r: usize, base: usize,
): void {
  const blocks = blockCount(rows, cols)
  const stack = stackAt(base, rows, cols, blocks)
  const stackRows = blocks * cols
  for (let i = shareBegin(team, blocks), end = shareEnd(team, blocks); i < end; i++) {
    const begin = blockBegin(rows, blocks, i)
    const count = blockBegin(rows, blocks, i + 1) - begin
    const block = blockAt(base, rows, cols, blocks, i)
    const factors = factorsAt(base, rows, cols, i)
    loadBlock(x + <usize>begin * rowStride, rowStride, colStride, scale, count, cols, block)
    factorHouseholder(block, count, cols, factors)
    if (blocks == 1) copyUpper(block, count, cols, factors, r, <usize>reflectorCount(rows, cols) << 3)
    else copyUpper(block, count, cols, factors, stack + (<usize>(i * cols) << 3), <usize>stackRows << 3)
  }
  barrier(team)
  if (blocks > 1 && rank(team) == 0) {
    const factors = stackFactorsAt(base, rows, cols, blocks)
    factorHouseholder(stack, stackRows, cols, factors)
    copyUpper(stack, stackRows, cols, factors, r, <usize>cols << 3)
  }
  barrier(team)
}

/** Columns of (W; 0): `count` columns of `height` values to `rows` each. */
function padColumns(w: usize, wStride: usize, height: i32, count: i32, to: usize, rows: i32): void {
  for (let c = 0; c < count; c++, w += wStride, to += <usize>rows << 3) {
    memory.copy(to, w, <usize>height << 3)
    fillVector(to + (<usize>height << 3), 0, rows - height)
  }
}

/**
 * out = Q·W for W of min(rows, cols) × `count` values, count ≤ cols; element (r, c) goes to out + r · rowStride + c · colStride. Every member
 * calls it, after factorTall and when W is ready, and may need to meet before it uses `out`.
 */
export function applyTall(team: usize, w: usize, count: i32, rows: i32, cols: i32, out: usize, rowStride: usize, colStride: usize, base: usize): void {
  const blocks = blockCount(rows, cols)
  const product = productAt(base, rows, cols, blocks)
  const stackRows = blocks * cols
  const height = reflectorCount(rows, cols)
  if (blocks > 1) {
    const begin = shareBegin(team, count)
    const mine = shareEnd(team, count) - begin
    const to = product + values(<usize>begin * stackRows)
    padColumns(w + values(<usize>begin * height), <usize>height << 3, height, mine, to, stackRows)
    applyHouseholder(stackAt(base, rows, cols, blocks), stackRows, cols, stackFactorsAt(base, rows, cols, blocks), to, mine)
    barrier(team)
  }
  const tile = product + values(<usize>stackRows * cols + <usize>rank(team) * largestBlock(rows, blocks) * cols)
  for (let i = shareBegin(team, blocks), end = shareEnd(team, blocks); i < end; i++) {
    const begin = blockBegin(rows, blocks, i)
    const length = blockBegin(rows, blocks, i + 1) - begin
    if (blocks > 1) padColumns(product + values(<usize>i * cols), <usize>stackRows << 3, cols, count, tile, length)
    else padColumns(w, <usize>height << 3, height, count, tile, length)
    applyHouseholder(blockAt(base, rows, cols, blocks, i), length, cols, factorsAt(base, rows, cols, i), tile, count)
    putBlock(tile, length, count, out + <usize>begin * rowStride, rowStride, colStride)
  }
}

function putBlock(from: usize, rows: i32, count: i32, out: usize, rowStride: usize, colStride: usize): void {
  for (let c = 0; c < count; c++, out += colStride)
    for (let r = 0, to = out; r < rows; r++, from += 8, to += rowStride) store<f64>(to, load<f64>(from))
}
