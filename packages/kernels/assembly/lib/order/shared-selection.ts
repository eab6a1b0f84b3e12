// Order statistics of neighbouring windows from what they share: two columns' windows in the lanes, no branch that depends on a value.
//
// A list holds the values of ranks k − e … k + 1 of the rows seen so far, where k and k + 1 are the ranks wanted of the whole window and e rows of
// it are still to come: nothing outside can become one of the two (Paeth, "Median finding on a 3×3 grid", Graphics Gems, 1990). A rank that does
// not exist counts as −Inf below and +Inf above. One more row, and the list is one shorter:
//
//   absorb x:   list[j] = max(list[j], min(list[j + 1], x))
//
// `span` windows that follow each other share window − span + 1 rows. Their list is made once; each half of the windows shares span / 2 rows more,
// and so on by halves (Adams, "Fast median filters using separable sorting networks", 2021, does so in the plane):
//
//   rows    r+span−window … r              shared by the windows that end at r … r+span−1
//           r+span/2−window … r+span−1−window   with these, by the first half
//           r+1 … r+span/2                      with these, by the second half
//
// Ranks from 0 here; all positions are 16 bytes, one value of each lane. −0 and +0 compare equal and may change places.

import { QUANTILE, betweenLanes, fractionOf, lowerIndex, midpointLanes, upperIndex } from './order-statistic'

/** The shortest window: the smallest group shares at least one row. */
export const SHORTEST: i32 = 8

/**
 * How many windows are grouped: the least work by count of absorbed places a window (24 at a window of 16, 33 at 32, 65 at 64, 105 at 96), where a
 * doubling adds 3/4 of the span and halves what the shared list costs.
 */
@inline export function spanFor(window: i32): i32 { return window < 28 ? 8 : window < 48 ? 16 : window < 96 ? 32 : 64 }

/** Places before the list: sorted rows whose rank is too low fall there. */
const MARGIN: usize = 8 << 4

/** Bytes of the lists of all levels. */
@inline export function selectionBytes(window: i32): usize { return MARGIN + (<usize>(window + 2 + 2 * spanFor(window) + 4) << 4) }

@inline function absorbed(here: v128, next: v128, x: v128): v128 { return f64x2.pmax(f64x2.pmin(next, x), here) }

/** Absorbs two rows: the places [begin, end) of `to`, from the two longer list `from`, which may be the same. */
@inline function absorbTwo(from: usize, to: usize, begin: i32, end: i32, x: v128, y: v128): void {
  let at = <usize>begin << 4
  let next = v128.load(from + at, 16)
  let first = absorbed(v128.load(from + at), next, x)
  for (const last = <usize>end << 4; at < last; at += 16) {
    const after = v128.load(from + at, 32)
    const second = absorbed(next, after, x)
    v128.store(to + at, absorbed(first, second, y))
    first = second
    next = after
  }
}

/** Absorbs one row in place. */
@inline function absorbOne(list: usize, begin: i32, end: i32, x: v128): void {
  for (let at = list + (<usize>begin << 4), last = list + (<usize>end << 4); at < last; at += 16)
    v128.store(at, absorbed(v128.load(at), v128.load(at, 16), x))
}

/** Sorts eight rows: the network of 19 comparators of Floyd (Knuth, TAOCP 3, 5.3.4), of which each but the first ones' inputs live in registers. */
@inline function sortEight(values: usize, to: usize): void {
  let a0 = v128.load(values), a1 = v128.load(values, 16), a2 = v128.load(values, 32), a3 = v128.load(values, 48)
  let a4 = v128.load(values, 64), a5 = v128.load(values, 80), a6 = v128.load(values, 96), a7 = v128.load(values, 112)
  let t = f64x2.pmin(a0, a2); a2 = f64x2.pmax(a2, a0), a0 = t
  t = f64x2.pmin(a1, a3); a3 = f64x2.pmax(a3, a1), a1 = t
  t = f64x2.pmin(a4, a6); a6 = f64x2.pmax(a6, a4), a4 = t
  t = f64x2.pmin(a5, a7); a7 = f64x2.pmax(a7, a5), a5 = t
  t = f64x2.pmin(a0, a4); a4 = f64x2.pmax(a4, a0), a0 = t
  t = f64x2.pmin(a1, a5); a5 = f64x2.pmax(a5, a1), a1 = t
  t = f64x2.pmin(a2, a6); a6 = f64x2.pmax(a6, a2), a2 = t
  t = f64x2.pmin(a3, a7); a7 = f64x2.pmax(a7, a3), a3 = t
  t = f64x2.pmin(a0, a1); a1 = f64x2.pmax(a1, a0), a0 = t
  t = f64x2.pmin(a2, a3); a3 = f64x2.pmax(a3, a2), a2 = t
  t = f64x2.pmin(a4, a5); a5 = f64x2.pmax(a5, a4), a4 = t
  t = f64x2.pmin(a6, a7); a7 = f64x2.pmax(a7, a6), a6 = t
  t = f64x2.pmin(a2, a4); a4 = f64x2.pmax(a4, a2), a2 = t
  t = f64x2.pmin(a3, a5); a5 = f64x2.pmax(a5, a3), a3 = t
  t = f64x2.pmin(a1, a4); a4 = f64x2.pmax(a4, a1), a1 = t
  t = f64x2.pmin(a3, a6); a6 = f64x2.pmax(a6, a3), a3 = t
  t = f64x2.pmin(a1, a2); a2 = f64x2.pmax(a2, a1), a1 = t
  t = f64x2.pmin(a3, a4); a4 = f64x2.pmax(a4, a3), a3 = t
  t = f64x2.pmin(a5, a6); a6 = f64x2.pmax(a6, a5), a5 = t
  v128.store(to, a0), v128.store(to, a1, 16), v128.store(to, a2, 32), v128.store(to, a3, 48)
  v128.store(to, a4, 64), v128.store(to, a5, 80), v128.store(to, a6, 96), v128.store(to, a7, 112)
}

/** The list of the first `count` rows at `values`, of a window of which rank k is wanted. Only places that hold a row change: from seam − n on. */
@inline function shareList(values: usize, count: i32, window: i32, k: i32, list: usize): void {
  const seam = window - k
  for (let j = 0; j < seam; j++) v128.store(list + (<usize>j << 4), f64x2.splat(-Infinity))
  for (let j = seam; j < window + 2; j++) v128.store(list + (<usize>j << 4), f64x2.splat(Infinity))
  let n = 0
  if (count >= 8) {
    sortEight(values, list + (<usize>seam << 4) - (8 << 4))
    n = 8
  }
  for (; n + 2 <= count; n += 2) {
    const at = values + (<usize>n << 4)
    absorbTwo(list, list, max(0, seam - n - 2), min(seam, window - n), v128.load(at), v128.load(at, 16))
  }
  if (n < count) absorbOne(list, max(0, seam - n - 1), min(seam, window + 1 - n), v128.load(values + (<usize>n << 4)))
}

/** What the statistic is made of: the lower value alone, the upper one alone, or both. */
const LOWER: i32 = 0
const UPPER: i32 = 1

@inline function storeStatistic(statistic: i32, use: i32, fraction: v128, a: v128, b: v128, c: v128, x: v128, outA: usize, outB: usize): void {
  const lower = absorbed(a, b, x), upper = absorbed(b, c, x)
  let result: v128
  if (use == LOWER) result = f64x2.add(lower, f64x2.splat(0))
  else if (use == UPPER) result = f64x2.add(upper, f64x2.splat(0))
  else result = statistic == QUANTILE ? betweenLanes(lower, upper, fraction) : midpointLanes(lower, upper)
  v128.store64_lane(outA, result, 0)
  v128.store64_lane(outB, result, 1)
}

/**
 * Four windows, the first of which ends at `at`, from a list of eight: `more` points at the four rows that they share beside it.
 * Unrolled, so that every list lives in registers.
 */
@inline function fourWindows(statistic: i32, use: i32, fraction: v128, list: usize, more: usize, at: usize, reach: usize, outA: usize, outB: usize): void {
  let a0 = v128.load(list), a1 = v128.load(list, 16), a2 = v128.load(list, 32), a3 = v128.load(list, 48), a4 = v128.load(list, 64)
  let a5 = v128.load(list, 80), a6 = v128.load(list, 96), a7 = v128.load(list, 112)
  const a8 = v128.load(list, 128)
  let x = v128.load(more)
  a0 = absorbed(a0, a1, x), a1 = absorbed(a1, a2, x), a2 = absorbed(a2, a3, x), a3 = absorbed(a3, a4, x)
  a4 = absorbed(a4, a5, x), a5 = absorbed(a5, a6, x), a6 = absorbed(a6, a7, x), a7 = absorbed(a7, a8, x)
  x = v128.load(more, 16)
  a0 = absorbed(a0, a1, x), a1 = absorbed(a1, a2, x), a2 = absorbed(a2, a3, x), a3 = absorbed(a3, a4, x)
  a4 = absorbed(a4, a5, x), a5 = absorbed(a5, a6, x), a6 = absorbed(a6, a7, x)
  x = v128.load(more, 32)
  a0 = absorbed(a0, a1, x), a1 = absorbed(a1, a2, x), a2 = absorbed(a2, a3, x)
  a3 = absorbed(a3, a4, x), a4 = absorbed(a4, a5, x), a5 = absorbed(a5, a6, x)
  x = v128.load(more, 48)
  a0 = absorbed(a0, a1, x), a1 = absorbed(a1, a2, x), a2 = absorbed(a2, a3, x), a3 = absorbed(a3, a4, x), a4 = absorbed(a4, a5, x)
  const old = at - reach
  const old1 = v128.load(old, 16), old2 = v128.load(old, 32), old3 = v128.load(old, 48)
  const new1 = v128.load(at, 16), new2 = v128.load(at, 32), new3 = v128.load(at, 48)
  // The rows that two windows share beside those of the four: `old2` and `old3`, or `new1` and `new2`.
  let b0 = absorbed(a0, a1, old2), b1 = absorbed(a1, a2, old2), b2 = absorbed(a2, a3, old2), b3 = absorbed(a3, a4, old2)
  b0 = absorbed(b0, b1, old3), b1 = absorbed(b1, b2, old3), b2 = absorbed(b2, b3, old3)
  storeStatistic(statistic, use, fraction, b0, b1, b2, old1, outA, outB)
  storeStatistic(statistic, use, fraction, b0, b1, b2, new1, outA + 8, outB + 8)
  b0 = absorbed(a0, a1, new1), b1 = absorbed(a1, a2, new1), b2 = absorbed(a2, a3, new1), b3 = absorbed(a3, a4, new1)
  b0 = absorbed(b0, b1, new2), b1 = absorbed(b1, b2, new2), b2 = absorbed(b2, b3, new2)
  storeStatistic(statistic, use, fraction, b0, b1, b2, old3, outA + 16, outB + 16)
  storeStatistic(statistic, use, fraction, b0, b1, b2, new3, outA + 24, outB + 24)
}

/** `span` windows, the first of which ends at `at`, from the list of what they share. */
function finish(statistic: i32, use: i32, fraction: v128, list: usize, span: i32, at: usize, reach: usize, outA: usize, outB: usize): void {
  const half = span >> 1
  const halfBytes = <usize>half << 4
  const old = at + halfBytes - reach
  if (span == SHORTEST) {
    fourWindows(statistic, use, fraction, list, old, at, reach, outA, outB)
    fourWindows(statistic, use, fraction, list, at + 16, at + halfBytes, reach, outA + 32, outB + 32)
    return
  }
  const child = list + (<usize>(span + 1) << 4)
  absorbHalf(list, child, span, old)
  finish(statistic, use, fraction, child, half, at, reach, outA, outB)
  absorbHalf(list, child, span, at + 16)
  finish(statistic, use, fraction, child, half, at + halfBytes, reach, outA + (<usize>half << 3), outB + (<usize>half << 3))
}

/** The list of `span` windows to that of half of them, by the span / 2 rows at `more`. */
function absorbHalf(list: usize, child: usize, span: i32, more: usize): void {
  absorbTwo(list, child, 0, span - 1, v128.load(more), v128.load(more, 16))
  for (let n = 2; n < span >> 1; n += 2) {
    const at = more + (<usize>n << 4)
    absorbTwo(child, child, 0, span - 1 - n, v128.load(at), v128.load(at, 16))
  }
}

/** The statistic of the `length` ≥ spanFor(window) windows that end at `values` and the rows behind it, all observed and too small to overflow. */
@inline export function selectWindows(statistic: i32, values: usize, length: i32, window: i32, q: f64, scratch: usize, outA: usize, outB: usize): void {
  const list = scratch + MARGIN
  const span = spanFor(window)
  const reach = <usize>window << 4
  const lower = lowerIndex(statistic, window, q), upper = upperIndex(statistic, window, q)
  const k = min(lower, window - 2)
  const use = lower < upper ? -1 : lower - k
  const fraction = f64x2.splat(fractionOf(window, q))
  for (let next = 0; next < length; next += span) {
    const row = min(next, length - span)
    const at = values + (<usize>row << 4)
    shareList(at + (<usize>span << 4) - reach, window - span + 1, window, k, list)
    finish(statistic, use, fraction, list, span, at, reach, outA + (<usize>row << 3), outB + (<usize>row << 3))
  }
}
