// Small dense products over a tile of rows.
//
// A tile holds TILE_ROWS rows of some columns, each column contiguous, so that element (r, c) stands at (c · TILE_ROWS + r) · 8; rows
// beyond the data are zeros. 48 rows of 50 columns are 19 KB: two such tiles and the factor share the first two
// levels of cache. The product is taken 6 rows × 3 columns at a time: nine sums of two rows each in registers.
// Each result is summed over `inner` in order, so its bits depend on nothing else.

/** Rows of a tile, a multiple of six. */
export const TILE_ROWS: i32 = 48
/** Bytes of a tile's column. */
export const TILE_COLUMN: usize = 384
const SIX_ROWS: usize = 48

/** Column of a tile. */
@inline export function tileColumn(tile: usize, col: i32): usize { return tile + <usize>col * TILE_COLUMN }

/**
 * out(r, c) = Σ_k left(r, k) · right(k, c), k < inner, c < cols. Element (k, c) of `right` stands at
 * right + k · rightStep + c · rightColumn bytes, so either orientation of a matrix can be given.
 */
export function tileProduct(left: usize, inner: i32, right: usize, rightStep: usize, rightColumn: usize, cols: i32, out: usize): void {
  for (let c = 0; c < cols; c += 3) {
    // A last group of fewer than three columns repeats its last one and stores it again.
    const c1 = min(c + 1, cols - 1), c2 = min(c + 2, cols - 1)
    for (let at: usize = 0; at < TILE_COLUMN; at += SIX_ROWS) {
      let b0 = right + <usize>c * rightColumn, b1 = right + <usize>c1 * rightColumn, b2 = right + <usize>c2 * rightColumn
      let s00 = f64x2.splat(0), s10 = s00, s20 = s00, s01 = s00, s11 = s00, s21 = s00, s02 = s00, s12 = s00, s22 = s00
      for (let a = left + at, end = a + <usize>inner * TILE_COLUMN; a < end; a += TILE_COLUMN) {
        const a0 = v128.load(a), a1 = v128.load(a, 16), a2 = v128.load(a, 32)
        const r0 = v128.load64_splat(b0)
        s00 = f64x2.add(s00, f64x2.mul(a0, r0)); s10 = f64x2.add(s10, f64x2.mul(a1, r0)); s20 = f64x2.add(s20, f64x2.mul(a2, r0))
        const r1 = v128.load64_splat(b1)
        s01 = f64x2.add(s01, f64x2.mul(a0, r1)); s11 = f64x2.add(s11, f64x2.mul(a1, r1)); s21 = f64x2.add(s21, f64x2.mul(a2, r1))
        const r2 = v128.load64_splat(b2)
        s02 = f64x2.add(s02, f64x2.mul(a0, r2)); s12 = f64x2.add(s12, f64x2.mul(a1, r2)); s22 = f64x2.add(s22, f64x2.mul(a2, r2))
        b0 += rightStep; b1 += rightStep; b2 += rightStep
      }
      storeSix(tileColumn(out, c) + at, s00, s10, s20)
      storeSix(tileColumn(out, c1) + at, s01, s11, s21)
      storeSix(tileColumn(out, c2) + at, s02, s12, s22)
    }
  }
}

@inline function storeSix(to: usize, first: v128, second: v128, third: v128): void {
  v128.store(to, first)
  v128.store(to, second, 16)
  v128.store(to, third, 32)
}
