// Rows of two columns in the lanes of a vector, for scans that run along time: pointers `a` and `b` to the first value of each.

/** The same row of two columns. */
@inline export function loadRow(a: usize, b: usize, row: i32): v128 {
  const shift = <usize>row << 3
  return v128.load_lane<f64>(b + shift, v128.load_zero<f64>(a + shift), 1)
}

@inline export function storeRow(a: usize, b: usize, row: i32, pair: v128): void {
  const shift = <usize>row << 3
  v128.store_lane<f64>(a + shift, pair, 0)
  v128.store_lane<f64>(b + shift, pair, 1)
}

@inline export function square(pair: v128): v128 { return f64x2.mul(pair, pair) }

@inline export function pairOf(a: f64, b: f64): v128 { return f64x2.replace_lane(f64x2.splat(a), 1, b) }

/** Every how manyth row a pivot is made of: about sixteen of the two blocks bring it within a third of a standard deviation of their mean. */
@inline export function pivotStep(width: i32): i32 { return 1 + (width >> 3) }
