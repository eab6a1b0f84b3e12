// Packed panels, and the register tile that works on them: what a product of two matrices and a table of distances share.
//
// A left panel holds 48 rows of a matrix, in eight groups of six, a right panel three columns (of a product) or three points (of a table
// of distances). Along the dimension that is summed over, `inner`, each is one stream:
//
//   left group   (r0 … r5 of k = 0) (r0 … r5 of k = 1) …     48 bytes a step, groups one after another
//   right panel  (c0 c1 c2 of k = 0) (c0 c1 c2 of k = 1) …   24 bytes a step
//
// What lies beyond the matrix is 0. A value that is not finite becomes NaN, and poisons what it enters. A tile is 6 rows × 3 columns: nine
// sums of two rows each in registers (4 × 4 spills). Each sum runs over `inner` in order, so its bits depend on nothing else.

export const LEFT_ROWS: i32 = 48
export const GROUP_ROWS: i32 = 6
export const RIGHT_COLS: i32 = 3
/** Bytes of one step of a group of rows, and of a right panel. */
export const LEFT_STEP: usize = 48
export const RIGHT_STEP: usize = 24
/** Bytes of a column of 48 results. */
export const RESULT_COLUMN: usize = 384
/** Bytes of what a left panel and a right panel give: 48 rows × 3 columns. */
export const RESULT_BYTES: usize = 3 * RESULT_COLUMN

@inline export function leftBytes(inner: i32): usize { return <usize>inner * RESULT_COLUMN }
@inline export function rightBytes(inner: i32): usize { return <usize>inner * RIGHT_STEP }
@inline export function leftPanels(rows: i32): i32 { return (rows + LEFT_ROWS - 1) / LEFT_ROWS }
@inline export function rightPanels(cols: i32): i32 { return (cols + RIGHT_COLS - 1) / RIGHT_COLS }

/** x − x is 0 for a finite x and NaN for any other. */
@inline function poisonPair(pair: v128): v128 { return f64x2.add(pair, f64x2.sub(pair, pair)) }
@inline function poisonValue(value: f64): f64 { return value + (value - value) }

/** Packs `count` ≤ 48 rows from `x` on (columns `stride` bytes apart) over `inner` columns. */
export function packLeft(x: usize, stride: usize, count: i32, inner: i32, to: usize): void {
  const group = <usize>inner * LEFT_STEP
  for (let g: usize = 0, left = count; left > 0; g++, left -= GROUP_ROWS) {
    let source = x + g * LEFT_STEP
    let target = to + g * group
    const end = target + group
    if (left >= GROUP_ROWS)
      for (; target < end; target += LEFT_STEP, source += stride) {
        v128.store(target, poisonPair(v128.load(source)))
        v128.store(target, poisonPair(v128.load(source, 16)), 16)
        v128.store(target, poisonPair(v128.load(source, 32)), 32)
      }
    else
      for (; target < end; target += LEFT_STEP, source += stride)
        for (let r = 0; r < GROUP_ROWS; r++) {
          const at = <usize>r << 3
          store<f64>(target + at, r < left ? poisonValue(load<f64>(source + at)) : 0)
        }
  }
}

/** Packs `count` ≤ 3 columns of `inner` steps: element (k, c) stands at x + k · kStride + c · cStride bytes. */
export function packRight(x: usize, kStride: usize, cStride: usize, count: i32, inner: i32, to: usize): void {
  for (let c: usize = 0; c < 3; c++) {
    let target = to + (c << 3)
    let source = x + c * cStride
    const end = target + <usize>inner * RIGHT_STEP
    if (<i32>c < count) for (; target < end; target += RIGHT_STEP, source += kStride) store<f64>(target, poisonValue(load<f64>(source)))
    else for (; target < end; target += RIGHT_STEP) store<f64>(target, 0)
  }
}

@inline export function storeTile(to: usize, a: v128, b: v128, c: v128): void {
  v128.store(to, a)
  v128.store(to, b, 16)
  v128.store(to, c, 32)
}

/** Σ_k left(r, k) · right(k, c) for each group of the `count` rows, to a 48 × 3 result. */
export function multiplyPanels(left: usize, leftGroup: usize, count: i32, right: usize, inner: i32, result: usize): void {
  const rightEnd = right + <usize>inner * RIGHT_STEP
  for (let r = 0; r < count; r += GROUP_ROWS, left += leftGroup, result += LEFT_STEP) {
    let s00 = f64x2.splat(0), s10 = s00, s20 = s00, s01 = s00, s11 = s00, s21 = s00, s02 = s00, s12 = s00, s22 = s00
    for (let a = left, b = right; b < rightEnd; a += LEFT_STEP, b += RIGHT_STEP) {
      const a0 = v128.load(a), a1 = v128.load(a, 16), a2 = v128.load(a, 32)
      const b0 = v128.load64_splat(b)
      s00 = f64x2.add(s00, f64x2.mul(a0, b0)); s10 = f64x2.add(s10, f64x2.mul(a1, b0)); s20 = f64x2.add(s20, f64x2.mul(a2, b0))
      const b1 = v128.load64_splat(b, 8)
      s01 = f64x2.add(s01, f64x2.mul(a0, b1)); s11 = f64x2.add(s11, f64x2.mul(a1, b1)); s21 = f64x2.add(s21, f64x2.mul(a2, b1))
      const b2 = v128.load64_splat(b, 16)
      s02 = f64x2.add(s02, f64x2.mul(a0, b2)); s12 = f64x2.add(s12, f64x2.mul(a1, b2)); s22 = f64x2.add(s22, f64x2.mul(a2, b2))
    }
    storeTile(result, s00, s10, s20)
    storeTile(result + RESULT_COLUMN, s01, s11, s21)
    storeTile(result + 2 * RESULT_COLUMN, s02, s12, s22)
  }
}
