// Pearson correlation of two series over each trailing window, the second one `lag` rows earlier.
//
//   out[i] = Σ (x_r − mean)(y_{r−lag} − mean) / √(Σ (x_r − mean)² · Σ (y_{r−lag} − mean)²)
//
// over the rows r of i-window+1 … i in which both are observed. Equal to pandas' x.rolling(window, min_periods).corr(y.shift(lag)),
// column by column, where that holds its digits. Fewer than minPeriods pairs gives NaN, and so does a window in which either is constant.
//
// Blocks of `window` rows, as in lib/window/window-shape; four paths, the first that serves a block:
//   whole    no missing values: sums of the deviations from one pivot near the mean of all rows of both scans, of their squares and
//            products, of both parts added up: r = (n·Sxy − Sx·Sy) / √((n·Sxx − Sx²)(n·Syy − Sy²)). Safe as long as the pivots are within
//            two standard deviations of the window's means, which is verified for every window; noise and ramps pass. Error: at most
//            about 10·n roundings (2^-53) of 1.
//   gapped   the same, lanes counting for themselves.
//   general  lib/window/window-comoments, for a huge value among small ones, a step, or the end of a constant stretch: about 4·n roundings.
//   row      lib/column/two-pass-comoment where a spread has left the range in which squares are exact: O(window).
// Results are held to −1 … 1. Columns x, y of two sensors share vectors; the team shares (pair of columns, block) items.
// Scratch of a member: the states of a suffix, 128 bytes a row, of a prefix, and of the window.

import { rank, shareBegin, shareEnd } from '../lib/team'
import { isObserved, observedMask } from '../lib/column/observed'
import { loadRow, pairOf, pivotStep, square, storeRow } from '../lib/pair/pair-rows'
import { addPair, COMOMENT_BYTES, mergePairs } from '../lib/window/window-comoments'
import { twoPassCorrelation } from '../lib/column/two-pass-comoment'

/** Spreads between these have all their digits, and so has the product of two; next to a pivot above LEAST_PIVOT every difference has a square. */
const LEAST_SPREAD: f64 = 3.8725919148493183e-121 // 2^-400
const LARGEST_SPREAD: f64 = 2.582249878086909e120 // 2^400
const LEAST_PIVOT: f64 = 7.888609052210118e-31 // 2^-100
/** A state of sums. */
const STATE_BYTES: usize = 96

@inline function memberBytes(width: i32): usize { return COMOMENT_BYTES * <usize>(width + 3) }

export function rollingCorrScratch(
  teamSize: i32, rows: i32, cols: i32, yRows: i32, yCols: i32, window: i32, minPeriods: i32, lag: i32,
): f64 {
  return <f64>teamSize * <f64>memberBytes(min(window, rows))
}

@inline function correlation(products: v128, spreads: v128): v128 {
  const one = f64x2.splat(1)
  return f64x2.pmax(f64x2.splat(-1), f64x2.pmin(one, f64x2.div(products, f64x2.sqrt(spreads))))
}

@inline function held(pivot: v128, least: v128, most: v128, seen: v128): v128 {
  const exact = v128.or(f64x2.ge(f64x2.abs(pivot), f64x2.splat(LEAST_PIVOT)), f64x2.ge(least, f64x2.splat(LEAST_SPREAD)))
  return v128.and(f64x2.le(most, f64x2.splat(LARGEST_SPREAD)), v128.or(exact, f64x2.eq(seen, f64x2.splat(0))))
}

@inline function pairMask(x: v128, y: v128): v128 { return v128.and(observedMask(x), observedMask(y)) }

/** Results of a block by plain sums, as far as they can be trusted: all ones in each lane where they can. `gapped`: with missing values, or
 *  windows that begin before the first pair. `c` and `d` are the columns of y, moved so that the pair of a row stands at the row.
 *  States: Sx | Sy | Sxx | Syy | Sxy | n, the last for gapped ones. */
@inline function sumsBlock(
  gapped: bool, a: usize, b: usize, c: usize, d: usize, lag: i32, begin: i32, end: i32, width: i32, minPeriods: i32, originX: v128, originY: v128,
  outA: usize, outB: usize, states: usize,
): v128 {
  const zero = f64x2.splat(0), one = f64x2.splat(1), four = f64x2.splat(4), absent = f64x2.splat(NaN)
  const first = max(begin - width + 1, lag), start = max(begin, lag)
  const step = pivotStep(width)
  let sx = zero, sy = zero, n = zero
  for (let row = first; row < end; row += step) {
    const x = loadRow(a, b, row), y = loadRow(c, d, row)
    const dx = f64x2.sub(x, originX), dy = f64x2.sub(y, originY)
    const observed = pairMask(x, y)
    sx = f64x2.add(sx, gapped ? v128.and(dx, observed) : dx)
    sy = f64x2.add(sy, gapped ? v128.and(dy, observed) : dy)
    if (gapped) n = f64x2.add(n, v128.and(one, observed))
  }
  const count = gapped ? f64x2.pmax(one, n) : f64x2.splat(<f64>((end - first + step - 1) / step))
  const pivotX = f64x2.add(originX, f64x2.div(sx, count)), pivotY = f64x2.add(originY, f64x2.div(sy, count))
  if (!gapped && !i64x2.all_true(pairMask(pivotX, pivotY))) return i64x2.splat(0)

  let sxx = zero, syy = zero, sxy = zero, seenX = zero, seenY = zero
  sx = sy = n = zero
  const empty = states + <usize>(width - 1) * STATE_BYTES
  let at = empty
  for (let row = begin - 1; ; row--) {
    v128.store(at, sx)
    v128.store(at, sy, 16)
    v128.store(at, sxx, 32)
    v128.store(at, syy, 48)
    v128.store(at, sxy, 64)
    if (gapped) v128.store(at, n, 80)
    if (row < first) break
    const x = loadRow(a, b, row), y = loadRow(c, d, row)
    let dx = f64x2.sub(x, pivotX), dy = f64x2.sub(y, pivotY)
    if (gapped) {
      const observed = pairMask(x, y)
      dx = v128.and(dx, observed)
      dy = v128.and(dy, observed)
      n = f64x2.add(n, v128.and(one, observed))
    }
    seenX = v128.or(seenX, dx)
    seenY = v128.or(seenY, dy)
    sx = f64x2.add(sx, dx)
    sy = f64x2.add(sy, dy)
    sxx = f64x2.add(sxx, square(dx))
    syy = f64x2.add(syy, square(dy))
    sxy = f64x2.add(sxy, f64x2.mul(dx, dy))
    at -= STATE_BYTES
  }
  let size = f64x2.splat(<f64>width), enough = i64x2.splat(-1)
  let leastX = f64x2.splat(Infinity), leastY = leastX, mostX = zero, mostY = zero, far = zero
  sx = sy = sxx = syy = sxy = n = zero
  for (let row = start; row < end; row++) {
    const x = loadRow(a, b, row), y = loadRow(c, d, row)
    let dx = f64x2.sub(x, pivotX), dy = f64x2.sub(y, pivotY)
    at = gapped ? empty - <usize>max(begin - max(row - width + 1, first), 0) * STATE_BYTES : states + <usize>(row - begin) * STATE_BYTES
    if (gapped) {
      const observed = pairMask(x, y)
      dx = v128.and(dx, observed)
      dy = v128.and(dy, observed)
      n = f64x2.add(n, v128.and(one, observed))
      size = f64x2.add(n, v128.load(at, 80))
      enough = f64x2.ge(size, f64x2.splat(<f64>max(minPeriods, 2)))
    }
    seenX = v128.or(seenX, dx)
    seenY = v128.or(seenY, dy)
    sx = f64x2.add(sx, dx)
    sy = f64x2.add(sy, dy)
    sxx = f64x2.add(sxx, square(dx))
    syy = f64x2.add(syy, square(dy))
    sxy = f64x2.add(sxy, f64x2.mul(dx, dy))
    const allX = f64x2.add(sx, v128.load(at)), allY = f64x2.add(sy, v128.load(at, 16))
    const squareX = square(allX), squareY = square(allY)
    const spreadX = f64x2.sub(f64x2.mul(size, f64x2.add(sxx, v128.load(at, 32))), squareX)
    const spreadY = f64x2.sub(f64x2.mul(size, f64x2.add(syy, v128.load(at, 48))), squareY)
    const products = f64x2.sub(f64x2.mul(size, f64x2.add(sxy, v128.load(at, 64))), f64x2.mul(allX, allY))
    const spreads = f64x2.mul(spreadX, spreadY)
    storeRow(outA, outB, row, v128.bitselect(correlation(products, spreads), absent, v128.and(f64x2.gt(spreads, zero), enough)))
    const near = v128.and(f64x2.le(squareX, f64x2.mul(four, spreadX)), f64x2.le(squareY, f64x2.mul(four, spreadY)))
    far = v128.or(far, v128.andnot(enough, near))
    leastX = f64x2.pmin(leastX, gapped ? v128.bitselect(spreadX, leastX, enough) : spreadX)
    leastY = f64x2.pmin(leastY, gapped ? v128.bitselect(spreadY, leastY, enough) : spreadY)
    mostX = f64x2.add(mostX, spreadX)
    mostY = f64x2.add(mostY, spreadY)
  }
  const trusted = v128.and(held(pivotX, leastX, mostX, seenX), held(pivotY, leastY, mostY, seenY))
  return v128.andnot(trusted, far)
}

function wholeBlock(a: usize, b: usize, c: usize, d: usize, begin: i32, end: i32, width: i32, outA: usize, outB: usize, states: usize): v128 {
  const first = begin - width + 1
  return sumsBlock(false, a, b, c, d, 0, begin, end, width, 0, loadRow(a, b, first), loadRow(c, d, first), outA, outB, states)
}

/** First row from `from` on, by steps of `step`, of the rows before `to`, in which x and, `lag` rows earlier, y are observed; −1 if there is none. */
function firstPair(x: usize, y: usize, lag: i32, from: i32, to: i32, step: i32): i32 {
  for (let row = from; row != to; row += step)
    if (row >= lag && isObserved(load<f64>(x + (<usize>row << 3))) && isObserved(load<f64>(y + (<usize>(row - lag) << 3)))) return row
  return -1
}

@inline function valueAt(column: usize, row: i32): f64 { return row < 0 ? 0 : load<f64>(column + (<usize>row << 3)) }

/** Adds row `row` to the state at `from`; before row `lag` there are no pairs. */
@inline function addRow(a: usize, b: usize, c: usize, d: usize, lag: i32, row: i32, pivotX: v128, pivotY: v128, from: usize, to: usize): void {
  const x = loadRow(a, b, row), y = row < lag ? f64x2.splat(NaN) : loadRow(c, d, row - lag)
  addPair(from, to, f64x2.sub(x, pivotX), f64x2.sub(y, pivotY), v128.and(observedMask(x), observedMask(y)))
}

function gappedBlock(
  a: usize, b: usize, c: usize, d: usize, lag: i32, begin: i32, end: i32, width: i32, minPeriods: i32, outA: usize, outB: usize, states: usize,
): v128 {
  const first = max(begin - width + 1, 0)
  for (let row = begin; row < min(lag, end); row++) storeRow(outA, outB, row, f64x2.splat(NaN))
  if (lag >= end) return i64x2.splat(-1)
  const rowA = firstPair(a, c, lag, first, end, 1), rowB = firstPair(b, d, lag, first, end, 1)
  const originX = pairOf(valueAt(a, rowA), valueAt(b, rowB)), originY = pairOf(valueAt(c, rowA - lag), valueAt(d, rowB - lag))
  const back = <usize>lag << 3
  return sumsBlock(true, a, b, c - back, d - back, lag, begin, end, width, minPeriods, originX, originY, outA, outB, states)
}

/** Results of any block; here `c` and `d` are the columns of y as they are. */
function generalBlock(
  a: usize, b: usize, c: usize, d: usize, lag: i32, begin: i32, end: i32, width: i32, minPeriods: i32, outA: usize, outB: usize, states: usize,
): void {
  const first = max(begin - width + 1, 0)
  const afterA = firstPair(a, c, lag, begin, end, 1), afterB = firstPair(b, d, lag, begin, end, 1)
  const beforeA = firstPair(a, c, lag, begin - 1, first - 1, -1), beforeB = firstPair(b, d, lag, begin - 1, first - 1, -1)
  const pivotX = pairOf(valueAt(a, afterA), valueAt(b, afterB)), beforeX = pairOf(valueAt(a, beforeA), valueAt(b, beforeB))
  const pivotY = pairOf(valueAt(c, afterA - lag), valueAt(d, afterB - lag)), beforeY = pairOf(valueAt(c, beforeA - lag), valueAt(d, beforeB - lag))
  const betweenX = f64x2.sub(pivotX, beforeX), betweenY = f64x2.sub(pivotY, beforeY)
  const zero = f64x2.splat(0), least = f64x2.splat(LEAST_SPREAD), most = f64x2.splat(LARGEST_SPREAD)
  const empty = states + <usize>width * COMOMENT_BYTES
  const prefix = empty + COMOMENT_BYTES
  const all = prefix + COMOMENT_BYTES
  memory.fill(empty, 0, COMOMENT_BYTES << 1)
  let at = empty
  for (let row = begin - 1; row >= first; row--) {
    addRow(a, b, c, d, lag, row, beforeX, beforeY, at, at - COMOMENT_BYTES)
    at -= COMOMENT_BYTES
  }
  for (let row = begin; row < end; row++) {
    addRow(a, b, c, d, lag, row, pivotX, pivotY, prefix, prefix)
    const begins = row - width + 1
    // The suffix that begins at row r stands begin − r states before the empty one.
    mergePairs(empty - (begins < begin ? <usize>(begin - max(begins, first)) * COMOMENT_BYTES : 0), prefix, betweenX, betweenY, all)
    const spreadX = v128.load(all, 48), spreadY = v128.load(all, 64)
    const enough = f64x2.ge(v128.load(all), f64x2.splat(<f64>max(minPeriods, 2)))
    const inRangeX = v128.and(f64x2.ge(spreadX, least), f64x2.le(spreadX, most))
    const inRange = v128.and(inRangeX, v128.and(f64x2.ge(spreadY, least), f64x2.le(spreadY, most)))
    const value = correlation(v128.load(all, 80), f64x2.mul(spreadX, spreadY))
    storeRow(outA, outB, row, v128.bitselect(value, f64x2.splat(NaN), v128.and(enough, inRange)))
    const differ = v128.and(f64x2.ne(v128.load(all, 96), zero), f64x2.ne(v128.load(all, 112), zero))
    const doubtful = v128.and(v128.andnot(enough, inRange), differ)
    if (!v128.any_true(doubtful)) continue
    const from = max(begins, 0)
    if (i64x2.extract_lane(doubtful, 0)) store<f64>(outA + (<usize>row << 3), twoPassCorrelation(a, c, lag, from, row + 1))
    if (i64x2.extract_lane(doubtful, 1)) store<f64>(outB + (<usize>row << 3), twoPassCorrelation(b, d, lag, from, row + 1))
  }
}

export function rollingCorr(
  team: usize, x: usize, rows: i32, cols: i32, y: usize, yRows: i32, yCols: i32, window: i32, minPeriods: i32, lag: i32, out: usize, scratch: usize,
): void {
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
    const a = x + shiftA, b = x + shiftB, c = y + shiftA, d = y + shiftB
    const outA = out + shiftA, outB = out + shiftB
    if (width >= max(minPeriods, 2) && begin - width + 1 >= lag) {
      const back = <usize>lag << 3
      if (i64x2.all_true(wholeBlock(a, b, c - back, d - back, begin, end, width, outA, outB, states))) continue
    }
    if (i64x2.all_true(gappedBlock(a, b, c, d, lag, begin, end, width, minPeriods, outA, outB, states))) continue
    generalBlock(a, b, c, d, lag, begin, end, width, minPeriods, outA, outB, states)
  }
}
