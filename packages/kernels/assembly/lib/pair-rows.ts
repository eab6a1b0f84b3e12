// Rows of two columns in the lanes of a vector, for scans that run along time: pointers `a` and `b` to the first value of each.

import { isObserved } from './observed'

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

/** First observed value from row `from` on, by steps of `step`, of the rows before `to`; 0 if there is none. */
export function firstObserved(column: usize, from: i32, to: i32, step: i32): f64 {
  for (let row = from; row != to; row += step) {
    const value = load<f64>(column + (<usize>row << 3))
    if (isObserved(value)) return value
  }
  return 0
}
