// C −= L·R by a team: what every blocked factorisation spends its time on.

import { LEFT_ROWS, LEFT_STEP, leftBytes, leftPanels, multiplyPanels, packLeft, packRight, RESULT_BYTES, RESULT_COLUMN, RIGHT_COLS, rightBytes, rightPanels } from './panels'
import { barrier, rank, shareBegin, shareEnd } from '../team'

/** Columns that a factorisation works one by one before the rest is brought up to date by a product; 48 leaves one member too much. */
export const BLOCK: i32 = 24

/** Scratch bytes for updates of up to `cols` columns by up to BLOCK steps. */
export function updateBytes(teamSize: i32, cols: i32): f64 {
  return <f64>rightPanels(cols) * <f64>rightBytes(BLOCK) + <f64>teamSize * <f64>(leftBytes(BLOCK) + RESULT_BYTES)
}

function subtractResult(result: usize, count: i32, cols: i32, out: usize, stride: usize): void {
  for (let c = 0; c < cols; c++, result += RESULT_COLUMN, out += stride) {
    let from = result, to = out
    const end = result + (<usize>(count & ~1) << 3)
    for (; from < end; from += 16, to += 16) v128.store(to, f64x2.sub(v128.load(to), v128.load(from)))
    if (count & 1) store<f64>(to, load<f64>(to) - load<f64>(from))
  }
}

/**
 * C −= L·R: C rows × cols and L rows × inner ≤ BLOCK have columns `stride` bytes apart, element (k, c) of R stands at r + k · kStride + c · cStride.
 * With `lower` only what touches the lower triangle of C is right. Every member calls it, after R and L are ready; it meets twice.
 */
export function subtractProduct(
  team: usize, c: usize, l: usize, stride: usize, rows: i32, r: usize, kStride: usize, cStride: usize, cols: i32, inner: i32, lower: bool, scratch: usize,
): void {
  const panels = rightPanels(cols)
  const panelBytes = rightBytes(inner)
  for (let p = shareBegin(team, panels), end = shareEnd(team, panels); p < end; p++)
    packRight(r + <usize>p * RIGHT_COLS * cStride, kStride, cStride, min(RIGHT_COLS, cols - p * RIGHT_COLS), inner, scratch + <usize>p * panelBytes)
  barrier(team)
  const left = scratch + <usize>panels * panelBytes + <usize>rank(team) * (leftBytes(BLOCK) + RESULT_BYTES)
  const result = left + leftBytes(BLOCK)
  const items = leftPanels(rows) * panels
  for (let item = shareBegin(team, items), last = shareEnd(team, items), packed = -1; item < last; item++) {
    const row = (item / panels) * LEFT_ROWS
    const panel = item % panels
    const col = panel * RIGHT_COLS
    if (lower && row + LEFT_ROWS <= col) continue
    const count = min(LEFT_ROWS, rows - row)
    const start = <usize>row << 3
    if (row != packed) packLeft(l + start, stride, count, inner, left)
    packed = row
    multiplyPanels(left, <usize>inner * LEFT_STEP, count, scratch + <usize>panel * panelBytes, inner, result)
    subtractResult(result, count, min(RIGHT_COLS, cols - col), c + start + <usize>col * stride, stride)
  }
  barrier(team)
}
