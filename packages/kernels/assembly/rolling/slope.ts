// Slope of the least-squares line through each trailing window, per row.
//
//   out[i] = Σ (r − mean r)(x_r − mean x) / Σ (r − mean r)²   over the observed rows r of i-window+1 … i
//
// Equal to numpy.polyfit(rows, values, 1)[0] on the observed rows. Fewer than max(2, minPeriods) observed gives NaN; a constant window
// has slope exactly 0.
//
// Blocks of `window` rows, as in lib/window/window-shape; four paths, the first that serves a block:
//   whole    no missing values: with d the deviation from one pivot near the mean of all rows of both scans, t the row counted from the
//            block's first, S = Σd and T = Σt·d of both parts added up, slope = (2·T − 2·mean(t)·S) · 6 / (n(n²−1)). Safe as long as
//            the pivot is within two standard deviations of the window's mean, which Σd² verifies for every window. Error: at most about
//            8·n roundings (2^-53) of Σ|t − mean(t)|·(range of the window) / Σ(t − mean(t))².
//   gapped   windows of up to 4096 rows: the same, lanes counting rows, Σt and Σt² for themselves, in whole numbers without error.
//   general  lib/window/window-comoments with the row number as x, for a huge value among small ones, a step, or the end of a constant stretch.
//   row      lib/column/two-pass-comoment where products overflow (values near 1e300) or digits are few (below 1e-100): O(window).
// Two columns share a vector; the team shares (pair, block) items.
// Scratch of a member: the states of a suffix, 128 bytes a row, of a prefix, and of the window.

import { rank, shareBegin, shareEnd } from '../lib/team'
import { isObserved, LARGEST_FINITE, observedMask } from '../lib/column/observed'
import { loadRow, pairOf, pivotStep, square, storeRow } from '../lib/pair/pair-rows'
import { addPair, COMOMENT_BYTES, mergePairs } from '../lib/window/window-comoments'
import { twoPassSlope } from '../lib/column/two-pass-comoment'

/** n·Σ(x − mean)² between these has all its digits; next to a pivot above LEAST_PIVOT every difference has a square. */
const LEAST_SPREAD: f64 = 1.9010915662951598e-211 // 2^-700
const LEAST_PIVOT: f64 = 4.909093465297727e-91 // 2^-300
const LARGEST_SPREAD: f64 = 1.0715086071862673e301 // 2^1000
/** Longest window for which n·Σt² is a whole number below 2^53. */
const COUNTED = 4096
/** A state of sums. */
const STATE_BYTES: usize = 96

@inline function memberBytes(width: i32): usize { return COMOMENT_BYTES * <usize>(width + 3) }

export function rollingSlopeScratch(teamSize: i32, rows: i32, cols: i32, window: i32, minPeriods: i32): f64 {
  return <f64>teamSize * <f64>memberBytes(min(window, rows))
}

/** Results of a block by plain sums, as far as they can be trusted: all ones in each lane where they can. `gapped`: with missing values, or
 *  windows that begin before the first row. States: Σd | Σt·d | Σd² | n | Σt | Σt², the last three for gapped ones. */
@inline function sumsBlock(
  gapped: bool, a: usize, b: usize, begin: i32, end: i32, width: i32, minPeriods: i32, origin: v128, outA: usize, outB: usize, states: usize,
): v128 {
  const zero = f64x2.splat(0), one = f64x2.splat(1), two = f64x2.splat(2), four = f64x2.splat(4)
  const first = max(begin - width + 1, 0), step = pivotStep(width)
  let sum = zero, n = zero
  for (let row = first; row < end; row += step) {
    const value = loadRow(a, b, row)
    const d = f64x2.sub(value, origin)
    sum = f64x2.add(sum, gapped ? v128.and(d, observedMask(value)) : d)
    if (gapped) n = f64x2.add(n, v128.and(one, observedMask(value)))
  }
  const pivot = f64x2.add(origin, f64x2.div(sum, gapped ? f64x2.pmax(one, n) : f64x2.splat(<f64>((end - first + step - 1) / step))))
  if (!gapped && !i64x2.all_true(observedMask(pivot))) return i64x2.splat(0)

  let moment = zero, squares = zero, t = zero, times = zero, times2 = zero, seen = zero
  sum = n = zero
  const empty = states + <usize>(width - 1) * STATE_BYTES
  let at = empty
  for (let row = begin - 1; ; row--) {
    v128.store(at, sum)
    v128.store(at, moment, 16)
    v128.store(at, squares, 32)
    if (gapped) {
      v128.store(at, n, 48)
      v128.store(at, times, 64)
      v128.store(at, times2, 80)
    }
    if (row < first) break
    const value = loadRow(a, b, row)
    let d = f64x2.sub(value, pivot)
    t = f64x2.sub(t, one)
    if (gapped) {
      const observed = observedMask(value)
      d = v128.and(d, observed)
      n = f64x2.add(n, v128.and(one, observed))
      times = f64x2.add(times, v128.and(t, observed))
      times2 = f64x2.add(times2, v128.and(square(t), observed))
    }
    seen = v128.or(seen, d)
    sum = f64x2.add(sum, d)
    moment = f64x2.add(moment, f64x2.mul(t, d))
    squares = f64x2.add(squares, square(d))
    at -= STATE_BYTES
  }
  const size = <f64>width
  const sizes = f64x2.splat(size), divisor = f64x2.splat((size * (size * size - 1)) / 6)
  let center = f64x2.splat(1 - size)
  let least = f64x2.splat(Infinity), most = zero, far = zero, doubt = zero
  sum = moment = squares = t = n = times = times2 = zero
  for (let row = begin; row < end; row++) {
    const value = loadRow(a, b, row)
    let d = f64x2.sub(value, pivot)
    at = gapped ? empty - <usize>max(begin - max(row - width + 1, first), 0) * STATE_BYTES : states + <usize>(row - begin) * STATE_BYTES
    if (gapped) {
      const observed = observedMask(value)
      d = v128.and(d, observed)
      n = f64x2.add(n, v128.and(one, observed))
      times = f64x2.add(times, v128.and(t, observed))
      times2 = f64x2.add(times2, v128.and(square(t), observed))
    }
    seen = v128.or(seen, d)
    sum = f64x2.add(sum, d)
    moment = f64x2.add(moment, f64x2.mul(t, d))
    squares = f64x2.add(squares, square(d))
    const allSum = f64x2.add(sum, v128.load(at)), allMoment = f64x2.add(moment, v128.load(at, 16)), allSquares = f64x2.add(squares, v128.load(at, 32))
    const square2 = square(allSum)
    t = f64x2.add(t, one)
    if (gapped) {
      const count = f64x2.add(n, v128.load(at, 48)), allTimes = f64x2.add(times, v128.load(at, 64)), allTimes2 = f64x2.add(times2, v128.load(at, 80))
      const enough = f64x2.ge(count, f64x2.splat(<f64>max(minPeriods, 2)))
      const spread = f64x2.sub(f64x2.mul(count, allSquares), square2)
      const over = f64x2.sub(f64x2.mul(count, allMoment), f64x2.mul(allTimes, allSum))
      const slope = f64x2.div(over, f64x2.sub(f64x2.mul(count, allTimes2), square(allTimes)))
      storeRow(outA, outB, row, v128.bitselect(slope, f64x2.splat(NaN), enough))
      far = v128.or(far, v128.andnot(enough, f64x2.le(square2, f64x2.mul(four, spread))))
      least = f64x2.pmin(least, v128.bitselect(spread, least, enough))
      most = f64x2.add(most, spread)
      doubt = f64x2.add(doubt, f64x2.sub(over, over))
    } else {
      const spread = f64x2.sub(f64x2.mul(sizes, allSquares), square2)
      const slope = f64x2.div(f64x2.sub(f64x2.mul(two, allMoment), f64x2.mul(center, allSum)), divisor)
      storeRow(outA, outB, row, slope)
      far = v128.or(far, f64x2.gt(square2, f64x2.mul(four, spread)))
      least = f64x2.pmin(least, spread)
      most = f64x2.add(most, spread)
      doubt = f64x2.add(doubt, f64x2.sub(slope, slope))
      center = f64x2.add(center, two)
    }
  }
  const exact = v128.or(f64x2.ge(f64x2.abs(pivot), f64x2.splat(LEAST_PIVOT)), f64x2.ge(least, f64x2.splat(LEAST_SPREAD)))
  const inRange = v128.and(f64x2.le(most, f64x2.splat(LARGEST_SPREAD)), f64x2.eq(doubt, zero))
  return v128.andnot(v128.and(inRange, v128.or(exact, f64x2.eq(seen, zero))), far)
}

function wholeBlock(a: usize, b: usize, begin: i32, end: i32, width: i32, outA: usize, outB: usize, states: usize): v128 {
  return sumsBlock(false, a, b, begin, end, width, 0, loadRow(a, b, begin), outA, outB, states)
}

/** First observed row from `from` on, by steps of `step`, of the rows before `to`; −1 if there is none. */
function firstRow(x: usize, from: i32, to: i32, step: i32): i32 {
  for (let row = from; row != to; row += step) if (isObserved(load<f64>(x + (<usize>row << 3)))) return row
  return -1
}

@inline function valueAt(column: usize, row: i32): f64 { return row < 0 ? 0 : load<f64>(column + (<usize>row << 3)) }

@inline function addRow(a: usize, b: usize, row: i32, pivotT: v128, pivot: v128, from: usize, to: usize): void {
  const value = loadRow(a, b, row)
  addPair(from, to, f64x2.sub(f64x2.splat(<f64>row), pivotT), f64x2.sub(value, pivot), observedMask(value))
}

function gappedBlock(a: usize, b: usize, begin: i32, end: i32, width: i32, minPeriods: i32, outA: usize, outB: usize, states: usize): v128 {
  const first = max(begin - width + 1, 0)
  const origin = pairOf(valueAt(a, firstRow(a, first, end, 1)), valueAt(b, firstRow(b, first, end, 1)))
  return sumsBlock(true, a, b, begin, end, width, minPeriods, origin, outA, outB, states)
}

/** Results of any block. */
function generalBlock(a: usize, b: usize, begin: i32, end: i32, width: i32, minPeriods: i32, outA: usize, outB: usize, states: usize): void {
  const first = max(begin - width + 1, 0)
  const afterA = firstRow(a, begin, end, 1), afterB = firstRow(b, begin, end, 1)
  const beforeA = firstRow(a, begin - 1, first - 1, -1), beforeB = firstRow(b, begin - 1, first - 1, -1)
  const pivotT = pairOf(<f64>afterA, <f64>afterB), beforeT = pairOf(<f64>beforeA, <f64>beforeB)
  const pivot = pairOf(valueAt(a, afterA), valueAt(b, afterB)), before = pairOf(valueAt(a, beforeA), valueAt(b, beforeB))
  const betweenT = f64x2.sub(pivotT, beforeT), between = f64x2.sub(pivot, before)
  const empty = states + <usize>width * COMOMENT_BYTES
  const prefix = empty + COMOMENT_BYTES
  const all = prefix + COMOMENT_BYTES
  memory.fill(empty, 0, COMOMENT_BYTES << 1)
  let at = empty
  for (let row = begin - 1; row >= first; row--) {
    addRow(a, b, row, beforeT, before, at, at - COMOMENT_BYTES)
    at -= COMOMENT_BYTES
  }
  for (let row = begin; row < end; row++) {
    addRow(a, b, row, pivotT, pivot, prefix, prefix)
    const begins = row - width + 1
    // The suffix that begins at row r stands begin − r states before the empty one.
    mergePairs(empty - (begins < begin ? <usize>(begin - max(begins, first)) * COMOMENT_BYTES : 0), prefix, betweenT, between, all)
    const enough = f64x2.ge(v128.load(all), f64x2.splat(<f64>max(minPeriods, 2)))
    const slope = f64x2.div(v128.load(all, 80), v128.load(all, 48))
    const constant = f64x2.eq(v128.load(all, 112), f64x2.splat(0))
    const digits = v128.or(f64x2.ge(v128.load(all, 64), f64x2.splat(LEAST_SPREAD)), constant)
    const inRange = v128.and(f64x2.le(f64x2.abs(slope), f64x2.splat(LARGEST_FINITE)), digits)
    storeRow(outA, outB, row, v128.bitselect(slope, f64x2.splat(NaN), v128.and(enough, inRange)))
    const doubtful = v128.andnot(enough, inRange)
    if (!v128.any_true(doubtful)) continue
    if (i64x2.extract_lane(doubtful, 0)) store<f64>(outA + (<usize>row << 3), twoPassSlope(a, begins, row + 1))
    if (i64x2.extract_lane(doubtful, 1)) store<f64>(outB + (<usize>row << 3), twoPassSlope(b, begins, row + 1))
  }
}

export function rollingSlope(team: usize, x: usize, rows: i32, cols: i32, window: i32, minPeriods: i32, out: usize, scratch: usize): void {
  const width = min(window, rows)
  const states = scratch + <usize>rank(team) * memberBytes(width)
  const blocks = (rows + width - 1) / width
  const items = blocks * ((cols + 1) >> 1)
  for (let item = shareBegin(team, items), last = shareEnd(team, items); item < last; item++) {
    const column = (item / blocks) << 1
    const second = min(column + 1, cols - 1)
    const begin = (item % blocks) * width
    const end = min(begin + width, rows)
    const shiftA = (<usize>column * <usize>rows) << 3, shiftB = (<usize>second * <usize>rows) << 3
    const a = x + shiftA, b = x + shiftB, outA = out + shiftA, outB = out + shiftB
    if (begin && width >= max(minPeriods, 2) && i64x2.all_true(wholeBlock(a, b, begin, end, width, outA, outB, states))) continue
    if (width <= COUNTED && i64x2.all_true(gappedBlock(a, b, begin, end, width, minPeriods, outA, outB, states))) continue
    generalBlock(a, b, begin, end, width, minPeriods, outA, outB, states)
  }
}
