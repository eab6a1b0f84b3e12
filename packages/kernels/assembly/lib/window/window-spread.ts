// Sample variance or standard deviation of trailing windows, without cancellation.
//
//   out[i] = Σ (x[r] − mean)² / (n − 1) over the n observed rows r of i-window+1 … i, or its root
//
// Blocks of `window` rows (van Herk 1992; Gil and Werman 1993): the window that ends at row i of block b is a suffix of
// block b−1 and a prefix of block b,
//
//        block b−1               block b
//   ├─────────┤▒▒▒▒▒▒▒▒▒▒▒├▒▒▒▒▒▒▒▒▒┤─────────┤
//              suffix       prefix  ↑ i
//
// so one scan backward and one forward, which only ever add rows, give every window by merging two states. A state is the
// number n of its rows, the sum s of their deviations d from a pivot, and M = Σ (d − s/n)². A row is added by
//
//   M += (n·d − s)² / (n(n+1)),   s += d,   n += 1                  (Youngs and Cramer 1971)
//
// and two states are merged by M = M₁ + M₂ + (n₁·s₂ − n₂·s₁)² / (n₁n₂(n₁+n₂))       (Chan, Golub and LeVeque 1979).
//
// The pivot is the point. On raw values n·d − s cancels: at an offset of 1e9 the merge loses eight digits. The first row of
// block b lies in every window of the block, so all deviations from it are no larger than that window's own range and nothing
// larger is ever rounded: no trace of the offset, nor of a value that has left the window. What remains of the relative error of
// a standard deviation is at worst about 2·window roundings (2^-53); over 16 decades and offsets up to 1e15, 1e-15 is measured.
//
// Windows of up to 64 rows go a shorter way: M = Σd² over both parts − (s₁+s₂)²/n. That subtraction is safe because the pivot is one
// of the n values: Σd² ≤ (n+1)·M, so the error is at most 1.5·n² roundings, 7e-13 at n = 64 and 4e-14 at 16 (5e-15 measured).
//
// Three paths, the first that serves a block:
//   whole    no missing values: constants by position come from a table. Whether it served is read off its own results:
//            a missing value makes them NaN, and squares that overflow or underflow show in M.
//   gapped   lanes count for themselves. If the first row of the block is missing, each scan has a pivot of its own, the first
//            observed value it meets: it lies in every window that takes anything from that scan. A merge moves s₁ to the other.
//   row      lib/column/two-pass for a row whose M has left the range where squares are exact: O(window), for values beyond 1e150
//            or differences below 1e-105.
// A window whose deviations are all zero has variance exactly 0 in each.
//
// Two columns share a vector, as the scans run along time (an odd last column goes with itself). Blocks do not depend on each
// other, so the team shares (pair, block) items. Cost: about 17 operations a row and a root, whatever the window, 30 above 64.
//
// Scratch of a member: table of 1/(n(n+1)) | table of 1/(n₁n₂(n₁+n₂)) | states of the suffix, 64 bytes a row.

import { rank, shareBegin, shareEnd } from '../team'
import { firstObserved, observedMask } from '../column/observed'
import { loadRow, pairOf, square, storeRow } from '../pair/pair-rows'
import { twoPassSpread } from '../column/two-pass'

/** Least M above zero that still has all its digits, and least pivot next to which every difference has a square above it. */
const LEAST_SPREAD: f64 = 1.9010915662951598e-211 // 2^-700
const LEAST_PIVOT: f64 = 4.909093465297727e-91 // 2^-300
const LARGEST_SPREAD: f64 = 1.0715086071862673e301 // 2^1000
/** Longest window for which plain squares of deviations from the pivot keep the bound. */
const SHORT = 64
const STATE_BYTES: usize = 64

@inline function tableBytes(width: i32): usize { return (<usize>(width + 2) << 3) & ~15 }

@inline function memberBytes(width: i32): usize { return (tableBytes(width) << 1) + STATE_BYTES * <usize>width }

export function windowSpreadScratch(teamSize: i32, rows: i32, window: i32): f64 {
  return <f64>teamSize * <f64>memberBytes(min(window, rows))
}

/** growth[n] = 1/(n(n+1)) and merge[n] = 1/(n(width−n)width); where the formula has no value nothing is merged, and it is 0. */
function fillTables(growth: usize, merge: usize, width: i32): void {
  for (let n = 0; n <= width; n++) {
    const size = <f64>n
    const other = <f64>(width - n)
    store<f64>(growth + (<usize>n << 3), n ? 1 / (size * (size + 1)) : 0)
    store<f64>(merge + (<usize>n << 3), n && n < width ? 1 / (size * other * <f64>width) : 0)
  }
}

/** Results of a block all of whose windows are whole, as far as M can be trusted: all ones in each lane where it can. */
@inline function wholeBlock(
  a: usize, b: usize, begin: i32, end: i32, width: i32, short: bool, root: bool, outA: usize, outB: usize, growth: usize, merge: usize,
  states: usize,
): v128 {
  const pivot = loadRow(a, b, begin)
  const one = f64x2.splat(1)
  let n = f64x2.splat(0)
  let s = f64x2.splat(0)
  let m = f64x2.splat(0)
  let seen = f64x2.splat(0)
  let at = states + (<usize>width << 5)
  for (let k = 0; k < width - 1; k++) {
    at -= 32
    const d = f64x2.sub(loadRow(a, b, begin - 1 - k), pivot)
    if (short) m = f64x2.add(m, square(d))
    else m = f64x2.add(m, f64x2.mul(square(f64x2.sub(f64x2.mul(n, d), s)), v128.load_splat<f64>(growth + (<usize>k << 3))))
    s = f64x2.add(s, d)
    n = f64x2.add(n, one)
    seen = v128.or(seen, d)
    v128.store(at, s)
    v128.store(at, m, 16)
  }
  const share = f64x2.splat(1 / <f64>(width - 1))
  let before = n
  let least = f64x2.splat(Infinity)
  let sum = f64x2.splat(0)
  n = s = m = f64x2.splat(0)
  v128.store(states + (<usize>width << 5), s)
  v128.store(states + (<usize>width << 5), m, 16)
  at = states + 32
  for (let row = begin; row < end; row++) {
    const d = f64x2.sub(loadRow(a, b, row), pivot)
    const k = <usize>(row - begin) << 3
    if (short) m = f64x2.add(m, square(d))
    else m = f64x2.add(m, f64x2.mul(square(f64x2.sub(f64x2.mul(n, d), s)), v128.load_splat<f64>(growth + k)))
    s = f64x2.add(s, d)
    n = f64x2.add(n, one)
    seen = v128.or(seen, d)
    let spread = f64x2.add(m, v128.load(at, 16))
    if (short) spread = f64x2.sub(spread, f64x2.mul(square(f64x2.add(s, v128.load(at))), f64x2.splat(1 / <f64>width)))
    else {
      const apart = f64x2.sub(f64x2.mul(before, s), f64x2.mul(n, v128.load(at)))
      spread = f64x2.add(spread, f64x2.mul(square(apart), v128.load_splat<f64>(merge + k, 8)))
    }
    const variance = f64x2.mul(spread, share)
    storeRow(outA, outB, row, root ? f64x2.sqrt(variance) : variance)
    before = f64x2.sub(before, one)
    least = f64x2.pmin(least, spread)
    sum = f64x2.add(sum, spread)
    at += 32
  }
  const exact = v128.or(f64x2.ge(f64x2.abs(pivot), f64x2.splat(LEAST_PIVOT)), f64x2.ge(least, f64x2.splat(LEAST_SPREAD)))
  const constant = f64x2.eq(seen, f64x2.splat(0))
  return v128.and(f64x2.le(sum, f64x2.splat(LARGEST_SPREAD)), v128.or(exact, constant))
}

function wholeBlockRoot(
  a: usize, b: usize, begin: i32, end: i32, width: i32, outA: usize, outB: usize, growth: usize, merge: usize, states: usize,
): v128 {
  return width <= SHORT
    ? wholeBlock(a, b, begin, end, width, true, true, outA, outB, growth, merge, states)
    : wholeBlock(a, b, begin, end, width, false, true, outA, outB, growth, merge, states)
}

function wholeBlockSquare(
  a: usize, b: usize, begin: i32, end: i32, width: i32, outA: usize, outB: usize, growth: usize, merge: usize, states: usize,
): v128 {
  return width <= SHORT
    ? wholeBlock(a, b, begin, end, width, true, false, outA, outB, growth, merge, states)
    : wholeBlock(a, b, begin, end, width, false, false, outA, outB, growth, merge, states)
}

@inline function pivots(a: usize, b: usize, from: i32, to: i32, step: i32): v128 {
  return pairOf(firstObserved(a, from, to, step), firstObserved(b, from, to, step))
}

/** Adds a row's deviation, 0 where it is not observed, to M. */
@inline function grown(m: v128, n: v128, next: v128, s: v128, d: v128, observed: v128, short: bool): v128 {
  if (short) return f64x2.add(m, square(d))
  const growth = f64x2.div(square(f64x2.sub(f64x2.mul(n, d), s)), f64x2.pmax(f64x2.splat(1), f64x2.mul(n, next)))
  return f64x2.add(m, v128.and(growth, observed))
}

/** Results of a block with missing values or with windows that begin before the first row. If its first row is observed in both
 *  columns, and only then may `short` be asked for, that is the pivot of both scans. */
@inline function gappedBlock(
  a: usize, b: usize, begin: i32, end: i32, width: i32, need: i32, short: bool, root: bool, outA: usize, outB: usize, states: usize,
): void {
  const first = max(begin - width + 1, 0)
  const pivot = short ? loadRow(a, b, begin) : pivots(a, b, begin, end, 1)
  const pivotBefore = short ? pivot : pivots(a, b, begin - 1, first - 1, -1)
  const one = f64x2.splat(1)
  let n = f64x2.splat(0)
  let s = f64x2.splat(0)
  let m = f64x2.splat(0)
  let seen = f64x2.splat(0)
  for (let row = begin - 1; row >= first; row--) {
    const value = loadRow(a, b, row)
    const observed = observedMask(value)
    const d = v128.and(f64x2.sub(value, pivotBefore), observed)
    const next = f64x2.add(n, v128.and(one, observed))
    m = grown(m, n, next, s, d, observed, short)
    s = f64x2.add(s, d)
    n = next
    seen = v128.or(seen, d)
    storeState(states + <usize>(row - begin + width) * STATE_BYTES, n, s, m, seen)
  }
  storeState(states, f64x2.splat(0), f64x2.splat(0), f64x2.splat(0), f64x2.splat(0))
  n = s = m = seen = f64x2.splat(0)
  for (let row = begin; row < end; row++) {
    const value = loadRow(a, b, row)
    const observed = observedMask(value)
    const d = v128.and(f64x2.sub(value, pivot), observed)
    const next = f64x2.add(n, v128.and(one, observed))
    m = grown(m, n, next, s, d, observed, short)
    s = f64x2.add(s, d)
    n = next
    seen = v128.or(seen, d)

    const begins = row - width + 1
    const at = states + (begins >= first && begins < begin ? <usize>(begins - begin + width) * STATE_BYTES : 0)
    const before = v128.load(at)
    const count = f64x2.add(before, n)
    let spread = f64x2.add(m, v128.load(at, 32))
    let anySeen = v128.or(seen, v128.load(at, 48))
    if (short) spread = f64x2.sub(spread, f64x2.div(square(f64x2.add(s, v128.load(at, 16))), count))
    else {
      const both = f64x2.ne(f64x2.mul(before, n), f64x2.splat(0))
      const between = v128.and(f64x2.sub(pivotBefore, pivot), both)
      const moved = f64x2.add(v128.load(at, 16), f64x2.mul(before, between))
      const apart = f64x2.sub(f64x2.mul(before, s), f64x2.mul(n, moved))
      const merge = f64x2.div(square(apart), f64x2.mul(f64x2.mul(before, n), count))
      spread = f64x2.add(spread, v128.and(merge, both))
      anySeen = v128.or(anySeen, between)
    }

    const enough = f64x2.ge(count, f64x2.splat(<f64>need))
    const variance = f64x2.div(spread, f64x2.sub(count, one))
    storeRow(outA, outB, row, v128.bitselect(root ? f64x2.sqrt(variance) : variance, f64x2.splat(NaN), enough))
    const inRange = v128.and(f64x2.ge(spread, f64x2.splat(LEAST_SPREAD)), f64x2.le(spread, f64x2.splat(LARGEST_SPREAD)))
    const doubtful = v128.andnot(v128.andnot(enough, inRange), f64x2.eq(anySeen, f64x2.splat(0)))
    if (v128.any_true(doubtful)) {
      if (i64x2.extract_lane(doubtful, 0)) store<f64>(outA + (<usize>row << 3), twoPassSpread(a, begins, row + 1, root))
      if (i64x2.extract_lane(doubtful, 1)) store<f64>(outB + (<usize>row << 3), twoPassSpread(b, begins, row + 1, root))
    }
  }
}

function gappedBlockRoot(a: usize, b: usize, begin: i32, end: i32, width: i32, need: i32, outA: usize, outB: usize, states: usize): void {
  if (width <= SHORT && i64x2.all_true(observedMask(loadRow(a, b, begin))))
    gappedBlock(a, b, begin, end, width, need, true, true, outA, outB, states)
  else gappedBlock(a, b, begin, end, width, need, false, true, outA, outB, states)
}

function gappedBlockSquare(a: usize, b: usize, begin: i32, end: i32, width: i32, need: i32, outA: usize, outB: usize, states: usize): void {
  if (width <= SHORT && i64x2.all_true(observedMask(loadRow(a, b, begin))))
    gappedBlock(a, b, begin, end, width, need, true, false, outA, outB, states)
  else gappedBlock(a, b, begin, end, width, need, false, false, outA, outB, states)
}

@inline function storeState(at: usize, n: v128, s: v128, m: v128, seen: v128): void {
  v128.store(at, n)
  v128.store(at, s, 16)
  v128.store(at, m, 32)
  v128.store(at, seen, 48)
}

/** Standard deviations (`root`) or variances of all trailing windows; column c goes to out + c · outStride bytes. */
export function windowSpread(
  team: usize, x: usize, rows: i32, cols: i32, window: i32, minPeriods: i32, root: bool, out: usize, outStride: usize, scratch: usize,
): void {
  if (!rows) return
  const width = min(window, rows)
  const need = max(minPeriods, 2)
  const growth = scratch + <usize>rank(team) * memberBytes(width)
  const merge = growth + tableBytes(width)
  const states = merge + tableBytes(width)
  const blocks = (rows + width - 1) / width
  const items = blocks * ((cols + 1) >> 1)
  fillTables(growth, merge, width)
  for (let item = shareBegin(team, items), last = shareEnd(team, items); item < last; item++) {
    const column = (item / blocks) << 1
    const second = min(column + 1, cols - 1)
    const begin = (item % blocks) * width
    const end = min(begin + width, rows)
    const a = x + ((<usize>column * <usize>rows) << 3)
    const b = x + ((<usize>second * <usize>rows) << 3)
    const outA = out + <usize>column * outStride
    const outB = out + <usize>second * outStride
    if (begin && width >= need) {
      const served = root
        ? wholeBlockRoot(a, b, begin, end, width, outA, outB, growth, merge, states)
        : wholeBlockSquare(a, b, begin, end, width, outA, outB, growth, merge, states)
      if (i64x2.all_true(served)) continue
    }
    if (root) gappedBlockRoot(a, b, begin, end, width, need, outA, outB, states)
    else gappedBlockSquare(a, b, begin, end, width, need, outA, outB, states)
  }
}
