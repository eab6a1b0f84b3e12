// Product of two matrices: A·B, entry (i, j) = Σ_k a_ik · b_kj.
//
// Reference   numpy: a @ b
// Cost        rows · inner · cols multiply-adds, shared by the team
// Error       |error| ≤ (256 + inner/256) · 2⁻⁵³ · Σ_k |a_ik · b_kj|
// Missing     a value that is not finite makes its row (of a) or its column (of b) of the product NaN
//
// `inner` is cut into blocks of 256. Each member packs a share of b once (lib/matrix/panels), then walks its share of the items, an item being
// 48 rows × 3 columns of the product, row by row of items: the 48 rows of a block are packed (98 KB, second-level cache), every right
// panel of the share passes over them, and the block's sums are added to `out` in block order: the bits depend on the shapes alone.

import { LEFT_ROWS, LEFT_STEP, leftBytes, leftPanels, multiplyPanels, packLeft, packRight, RESULT_BYTES, RESULT_COLUMN, RIGHT_COLS, RIGHT_STEP, rightBytes, rightPanels } from '../lib/matrix/panels'
import { barrier, rank, shareBegin, shareEnd } from '../lib/team'

const INNER_BLOCK: i32 = 256

@inline function totalOf(sums: v128, to: usize, first: bool): v128 { return first ? sums : f64x2.add(sums, v128.load(to)) }
@inline function oneNan(sums: v128): v128 { return v128.bitselect(sums, f64x2.splat(NaN), f64x2.eq(sums, sums)) }

/** Puts (first block) or adds the sums to `count` × `cols` entries of the product; a NaN becomes the canonical one. */
function addResult(result: usize, count: i32, cols: i32, out: usize, stride: usize, first: bool): void {
  for (let c = 0; c < cols; c++, result += RESULT_COLUMN, out += stride) {
    let from = result, to = out
    const end = result + (<usize>(count & ~1) << 3)
    for (; from < end; from += 16, to += 16) v128.store(to, oneNan(totalOf(v128.load(from), to, first)))
    if (!(count & 1)) continue
    const total = first ? load<f64>(from) : load<f64>(from) + load<f64>(to)
    store<f64>(to, total == total ? total : NaN)
  }
}

export function gemmScratch(teamSize: i32, rows: i32, inner: i32, innerB: i32, cols: i32): f64 {
  return <f64>rightPanels(cols) * <f64>rightBytes(inner) + <f64>teamSize * <f64>(leftBytes(INNER_BLOCK) + RESULT_BYTES)
}

/** a rows × inner, b inner × cols → out rows × cols. */
export function gemm(team: usize, a: usize, rows: i32, inner: i32, b: usize, innerB: i32, cols: i32, out: usize, scratch: usize): void {
  const panels = rightPanels(cols)
  const panelBytes = rightBytes(inner)
  const column = <usize>inner << 3
  for (let p = shareBegin(team, panels), end = shareEnd(team, panels); p < end; p++)
    packRight(b + <usize>p * RIGHT_COLS * column, 8, column, min(RIGHT_COLS, cols - p * RIGHT_COLS), inner, scratch + <usize>p * panelBytes)
  barrier(team)
  const left = scratch + <usize>panels * panelBytes + <usize>rank(team) * (leftBytes(INNER_BLOCK) + RESULT_BYTES)
  const stride = <usize>rows << 3
  const items = leftPanels(rows) * panels
  for (let item = shareBegin(team, items), last = shareEnd(team, items); item < last; ) {
    const row = (item / panels) * LEFT_ROWS
    const begin = item % panels
    const end = min(panels, begin + last - item)
    for (let k = 0; k < inner; k += INNER_BLOCK)
      addBlock(a + (<usize>row << 3), stride, min(LEFT_ROWS, rows - row), inner, k, scratch, panelBytes, begin, end, cols, out + (<usize>row << 3), left)
    item += end - begin
  }
}

/** Adds one block of `inner`, from k on, to the rows of an item and the right panels [begin, end). */
function addBlock(
  a: usize, stride: usize, count: i32, inner: i32, k: i32, packed: usize, panelBytes: usize, begin: i32, end: i32, cols: i32, out: usize, left: usize,
): void {
  const steps = min(INNER_BLOCK, inner - k)
  const result = left + leftBytes(INNER_BLOCK)
  packLeft(a + <usize>k * stride, stride, count, steps, left)
  for (let p = begin; p < end; p++) {
    multiplyPanels(left, <usize>steps * LEFT_STEP, count, packed + <usize>p * panelBytes + <usize>k * RIGHT_STEP, steps, result)
    const col = p * RIGHT_COLS
    addResult(result, count, min(RIGHT_COLS, cols - col), out + <usize>col * stride, stride, k == 0)
  }
}
