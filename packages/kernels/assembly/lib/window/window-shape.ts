// Bias-corrected skewness and excess kurtosis of trailing windows, without cancellation.
//
//   skew = √(n(n−1)) / (n−2) · (M₃/n) / (M₂/n)^1.5
//   kurt = (n−1) / ((n−2)(n−3)) · ((n+1)·n·M₄/M₂² − 3(n−1)),      M_k = Σ (x − mean)^k over the n observed rows
//
// Blocks of `window` rows as in lib/window/window-spread (van Herk 1992; Gil and Werman 1993): every window is a suffix of one block and
// a prefix of the next, each scanned once. What has left a window leaves no trace. Four paths, the first that serves a block:
//
//   whole    no missing values. Deviations d are from one pivot near the mean of all rows of both scans; power sums P_k = Σ d^k of
//            both parts are added up, and
//              A = n·P₂ − P₁²  (= n·M₂),   B = n(n·P₃ − P₁·P₂) − 2·P₁·A  (= n²·M₃),
//              C = n²(n·P₄ − 4·P₁·P₃) + 3·P₁²(A + n·P₂)  (= n³·M₄),
//              skew = √(n(n−1))/(n−2) · B/A^1.5,   kurt = (n+1)(n−1)/((n−2)(n−3)) · C/A² − 3(n−1)²/((n−2)(n−3)).
//            The subtractions are safe as long as the pivot is within two standard deviations of the window's mean, P₁² ≤ 4·A, which is
//            verified for every window: with δ the distance, what is taken away is of the order n·|δ|^k, and by the means' inequality
//            Σ|e|^k ≥ n·(M₂/n)^(k/2) ≥ n·(|δ|/2)^k. Noise and ramps (δ² ≤ 3·M₂/n) pass. Error: at most about 40·n roundings (2^-53)
//            of Σ|e|³ or Σe⁴; 1.4e-14 measured at n = 17, where 7.5e-14 is the bound.
//   gapped   the same, lanes counting for themselves.
//   general  states (n, mean, M₂, M₃, M₄), rows added and states merged by Pébay's formulas (Sandia report SAND2008-6212, 2008), for
//            a huge value among small ones, a step, or the end of a constant stretch. The pivot of a scan is the first observed value it
//            meets, which lies in every window that takes anything from that scan, so that nothing larger than the window's own range is
//            ever rounded; a merge adds the distance of the pivots. All terms are of the size of the true sums: about 8·n roundings.
//   row      lib/column/two-pass-shape where M₂ has left the range in which fourth powers are exact: O(window), for spreads above 1e60
//            or below 1e-60.
// A window whose deviations are all zero has no shape: NaN in each.
//
// Two columns share a vector (an odd last column goes with itself), and the team shares (pair, block) items.
// Scratch of a member: the states of a suffix, 96 bytes a row, and the state of a prefix.

import { rank, shareBegin, shareEnd } from '../team'
import { firstObserved, observedMask } from '../column/observed'
import { loadRow, pairOf, pivotStep, square, storeRow } from '../pair/pair-rows'
import { twoPassShape } from '../column/two-pass-shape'

export const SKEW = 1
export const KURT = 2

/** M₂ between these has all its digits, and so have cubes and fourth powers of its size; next to a pivot above LEAST_PIVOT every difference has. */
const LEAST_SPREAD: f64 = 3.8725919148493183e-121 // 2^-400
const LARGEST_SPREAD: f64 = 2.582249878086909e120 // 2^400
const LEAST_PIVOT: f64 = 7.888609052210118e-31 // 2^-100
const STATE_BYTES: usize = 96

@inline function memberBytes(width: i32): usize { return STATE_BYTES * <usize>(width + 2) }

export function windowShapeScratch(teamSize: i32, rows: i32, window: i32): f64 {
  return <f64>teamSize * <f64>memberBytes(min(window, rows))
}

/** A value of each column near the mean of the observed rows [first, end), from every `step`th: exactly their value where all are equal, 0 where
 *  there are none. */
@inline function pivotOf(a: usize, b: usize, first: i32, end: i32, step: i32, gapped: bool): v128 {
  const origin = gapped ? pairOf(firstObserved(a, first, end, 1), firstObserved(b, first, end, 1)) : loadRow(a, b, first)
  let n = f64x2.splat(0), sum = f64x2.splat(0)
  for (let row = first; row < end; row += step) {
    const value = loadRow(a, b, row)
    const d = f64x2.sub(value, origin)
    if (gapped) {
      const observed = observedMask(value)
      n = f64x2.add(n, v128.and(f64x2.splat(1), observed))
      sum = f64x2.add(sum, v128.and(d, observed))
    } else sum = f64x2.add(sum, d)
  }
  return f64x2.add(origin, f64x2.div(sum, gapped ? f64x2.pmax(f64x2.splat(1), n) : f64x2.splat(<f64>((end - first + step - 1) / step))))
}

/**
 * Results of a block by power sums, as far as they can be trusted: all ones in each lane where they can. `gapped`: with missing values or
 * windows that begin before the first row. States: P₁ | P₂ | P₃ | P₄ | n, the last for gapped ones.
 */
@inline function sumsBlock(
  what: i32, gapped: bool, a: usize, b: usize, begin: i32, end: i32, width: i32, minPeriods: i32, outA: usize, outB: usize, further: usize, states: usize,
): v128 {
  const first = max(begin - width + 1, 0)
  const pivot = pivotOf(a, b, first, end, pivotStep(width), gapped)
  if (!gapped && !i64x2.all_true(observedMask(pivot))) return i64x2.splat(0)
  const zero = f64x2.splat(0), one = f64x2.splat(1), two = f64x2.splat(2), three = f64x2.splat(3), four = f64x2.splat(4)
  const stride: usize = gapped ? 80 : 64
  let p1 = zero, p2 = zero, p3 = zero, p4 = zero, counted = zero, seen = zero
  const empty = states + <usize>(width - 1) * stride
  let at = empty
  for (let row = begin - 1; ; row--) {
    v128.store(at, p1)
    v128.store(at, p2, 16)
    v128.store(at, p3, 32)
    if (what & KURT) v128.store(at, p4, 48)
    if (gapped) v128.store(at, counted, 64)
    if (row < first) break
    const value = loadRow(a, b, row)
    let d = f64x2.sub(value, pivot)
    if (gapped) {
      const observed = observedMask(value)
      d = v128.and(d, observed)
      counted = f64x2.add(counted, v128.and(one, observed))
    }
    const d2 = square(d)
    seen = v128.or(seen, d)
    p1 = f64x2.add(p1, d)
    p2 = f64x2.add(p2, d2)
    p3 = f64x2.add(p3, f64x2.mul(d2, d))
    if (what & KURT) p4 = f64x2.add(p4, square(d2))
    at -= stride
  }
  const noShape = f64x2.splat(NaN)
  let n = f64x2.splat(<f64>width)
  let skewFactor = skewFactorOf(n), kurtFactor = kurtFactorOf(n), normal = normalOf(n)
  let enoughSkew = i64x2.splat(-1), enoughKurt = enoughSkew
  let least = f64x2.splat(Infinity), most = zero, far = zero
  p1 = p2 = p3 = p4 = counted = zero
  for (let row = begin; row < end; row++) {
    const value = loadRow(a, b, row)
    let d = f64x2.sub(value, pivot)
    at = gapped ? empty - <usize>max(begin - max(row - width + 1, first), 0) * stride : states + <usize>(row - begin) * stride
    if (gapped) {
      const observed = observedMask(value)
      d = v128.and(d, observed)
      counted = f64x2.add(counted, v128.and(one, observed))
      n = f64x2.add(counted, v128.load(at, 64))
      enoughSkew = f64x2.ge(n, f64x2.splat(<f64>max(minPeriods, 3)))
      enoughKurt = f64x2.ge(n, f64x2.splat(<f64>max(minPeriods, 4)))
      if (what & SKEW) skewFactor = skewFactorOf(n)
      if (what & KURT) kurtFactor = kurtFactorOf(n), normal = normalOf(n)
    }
    const d2 = square(d)
    seen = v128.or(seen, d)
    p1 = f64x2.add(p1, d)
    p2 = f64x2.add(p2, d2)
    p3 = f64x2.add(p3, f64x2.mul(d2, d))
    const s1 = f64x2.add(p1, v128.load(at))
    const s2 = f64x2.add(p2, v128.load(at, 16))
    const s3 = f64x2.add(p3, v128.load(at, 32))
    const ns2 = f64x2.mul(n, s2), s11 = square(s1)
    const spread = f64x2.sub(ns2, s11)
    const differ = f64x2.gt(spread, zero)
    const inverse = f64x2.div(one, spread)
    if (what & SKEW) {
      const apart = f64x2.mul(n, f64x2.sub(f64x2.mul(n, s3), f64x2.mul(s1, s2)))
      const cubes = f64x2.sub(apart, f64x2.mul(two, f64x2.mul(s1, spread)))
      const skew = f64x2.mul(f64x2.mul(cubes, f64x2.mul(inverse, f64x2.sqrt(inverse))), skewFactor)
      storeRow(outA, outB, row, v128.bitselect(skew, noShape, v128.and(differ, enoughSkew)))
    }
    if (what & KURT) {
      p4 = f64x2.add(p4, square(d2))
      const s4 = f64x2.add(p4, v128.load(at, 48))
      const apart = f64x2.mul(f64x2.mul(n, n), f64x2.sub(f64x2.mul(n, s4), f64x2.mul(four, f64x2.mul(s1, s3))))
      const fourths = f64x2.add(apart, f64x2.mul(three, f64x2.mul(s11, f64x2.add(spread, ns2))))
      const kurt = f64x2.sub(f64x2.mul(f64x2.mul(f64x2.mul(fourths, inverse), inverse), kurtFactor), normal)
      storeRow(outA + further, outB + further, row, v128.bitselect(kurt, noShape, v128.and(differ, enoughKurt)))
    }
    far = v128.or(far, v128.andnot(enoughSkew, f64x2.le(s11, f64x2.mul(four, spread))))
    least = f64x2.pmin(least, gapped ? v128.bitselect(spread, least, enoughSkew) : spread)
    most = f64x2.add(most, spread)
  }
  const held = v128.or(f64x2.ge(f64x2.abs(pivot), f64x2.splat(LEAST_PIVOT)), f64x2.ge(least, f64x2.splat(LEAST_SPREAD)))
  const trusted = v128.and(f64x2.le(most, f64x2.splat(LARGEST_SPREAD)), v128.or(held, f64x2.eq(seen, zero)))
  return v128.andnot(trusted, far)
}

@inline function skewFactorOf(n: v128): v128 {
  const less = f64x2.sub(n, f64x2.splat(1))
  return f64x2.div(f64x2.sqrt(f64x2.mul(n, less)), f64x2.sub(less, f64x2.splat(1)))
}

@inline function kurtFactorOf(n: v128): v128 {
  const one = f64x2.splat(1)
  return f64x2.div(f64x2.sub(f64x2.mul(n, n), one), f64x2.mul(f64x2.sub(n, f64x2.splat(2)), f64x2.sub(n, f64x2.splat(3))))
}

@inline function normalOf(n: v128): v128 {
  const less = f64x2.sub(n, f64x2.splat(1))
  return f64x2.div(times(f64x2.splat(3), less, less), f64x2.mul(f64x2.sub(n, f64x2.splat(2)), f64x2.sub(n, f64x2.splat(3))))
}

function wholeBlock(what: i32, a: usize, b: usize, begin: i32, end: i32, width: i32, outA: usize, outB: usize, further: usize, states: usize): v128 {
  if (what == SKEW) return sumsBlock(SKEW, false, a, b, begin, end, width, 0, outA, outB, 0, states)
  if (what == KURT) return sumsBlock(KURT, false, a, b, begin, end, width, 0, outA, outB, 0, states)
  return sumsBlock(SKEW | KURT, false, a, b, begin, end, width, 0, outA, outB, further, states)
}

function gappedBlock(
  what: i32, a: usize, b: usize, begin: i32, end: i32, width: i32, minPeriods: i32, outA: usize, outB: usize, further: usize, states: usize,
): v128 {
  if (what == SKEW) return sumsBlock(SKEW, true, a, b, begin, end, width, minPeriods, outA, outB, 0, states)
  if (what == KURT) return sumsBlock(KURT, true, a, b, begin, end, width, minPeriods, outA, outB, 0, states)
  return sumsBlock(SKEW | KURT, true, a, b, begin, end, width, minPeriods, outA, outB, further, states)
}

@inline function times(a: v128, b: v128, c: v128): v128 { return f64x2.mul(f64x2.mul(a, b), c) }

/** The state at `to` is that at `from` and one more row, where it is observed. */
@inline function addRow(from: usize, to: usize, value: v128, pivot: v128): void {
  const one = f64x2.splat(1), three = f64x2.splat(3)
  const observed = observedMask(value)
  const before = v128.load(from), mean = v128.load(from, 16), m2 = v128.load(from, 32), m3 = v128.load(from, 48)
  const d = v128.and(f64x2.sub(value, pivot), observed)
  const n = f64x2.add(before, v128.and(one, observed))
  const delta = v128.and(f64x2.sub(d, mean), observed)
  const step = f64x2.div(delta, f64x2.pmax(one, n))
  const growth = times(delta, step, before)
  const quartic = f64x2.add(f64x2.mul(n, f64x2.sub(n, three)), three)
  const inner = f64x2.add(times(growth, step, quartic), f64x2.sub(times(f64x2.splat(6), step, m2), f64x2.mul(f64x2.splat(4), m3)))
  const cubic = f64x2.sub(f64x2.mul(growth, f64x2.sub(n, f64x2.splat(2))), f64x2.mul(three, m2))
  v128.store(to, n)
  v128.store(to, f64x2.add(mean, step), 16)
  v128.store(to, f64x2.add(m2, growth), 32)
  v128.store(to, f64x2.add(m3, f64x2.mul(step, cubic)), 48)
  v128.store(to, f64x2.add(v128.load(from, 64), f64x2.mul(step, inner)), 64)
  v128.store(to, v128.or(v128.load(from, 80), d), 80)
}

/** Rows whose M₂ is out of range go to the careful way, unless nothing differs in their window. */
@inline function settle(
  kurt: bool, a: usize, b: usize, begins: i32, row: i32, least: f64, n: v128, spread: v128, seen: v128, value: v128, outA: usize, outB: usize,
): void {
  const enough = f64x2.ge(n, f64x2.splat(least))
  const inRange = v128.and(f64x2.ge(spread, f64x2.splat(LEAST_SPREAD)), f64x2.le(spread, f64x2.splat(LARGEST_SPREAD)))
  storeRow(outA, outB, row, v128.bitselect(value, f64x2.splat(NaN), v128.and(enough, inRange)))
  const doubtful = v128.andnot(v128.andnot(enough, inRange), f64x2.eq(seen, f64x2.splat(0)))
  if (!v128.any_true(doubtful)) return
  if (i64x2.extract_lane(doubtful, 0)) store<f64>(outA + (<usize>row << 3), twoPassShape(a, begins, row + 1, kurt))
  if (i64x2.extract_lane(doubtful, 1)) store<f64>(outB + (<usize>row << 3), twoPassShape(b, begins, row + 1, kurt))
}

/** Results of any block. `further` is the distance of the kurtosis' column from that of the skewness. */
function generalBlock(
  what: i32, a: usize, b: usize, begin: i32, end: i32, width: i32, minPeriods: i32, outA: usize, outB: usize, further: usize, states: usize,
): void {
  const first = max(begin - width + 1, 0)
  const pivot = pairOf(firstObserved(a, begin, end, 1), firstObserved(b, begin, end, 1))
  const pivotBefore = pairOf(firstObserved(a, begin - 1, first - 1, -1), firstObserved(b, begin - 1, first - 1, -1))
  const one = f64x2.splat(1), three = f64x2.splat(3), zero = f64x2.splat(0)
  const empty = states + <usize>width * STATE_BYTES
  const prefix = empty + STATE_BYTES
  memory.fill(empty, 0, STATE_BYTES << 1)
  let at = empty
  for (let row = begin - 1; row >= first; row--) {
    addRow(at, at - STATE_BYTES, loadRow(a, b, row), pivotBefore)
    at -= STATE_BYTES
  }
  for (let row = begin; row < end; row++) {
    addRow(prefix, prefix, loadRow(a, b, row), pivot)
    const begins = row - width + 1
    // The suffix that begins at row r stands begin − r states before the empty one.
    const from = empty - (begins < begin ? <usize>(begin - max(begins, first)) * STATE_BYTES : 0)
    const nA = v128.load(from), m2A = v128.load(from, 32), m3A = v128.load(from, 48)
    const nB = v128.load(prefix), m2B = v128.load(prefix, 32), m3B = v128.load(prefix, 48)
    const n = f64x2.add(nA, nB), nn = f64x2.mul(nA, nB)
    const both = f64x2.ne(nn, zero)
    const between = v128.and(f64x2.sub(pivot, pivotBefore), both)
    const delta = v128.and(f64x2.sub(f64x2.add(v128.load(prefix, 16), between), v128.load(from, 16)), both)
    const step = f64x2.div(delta, f64x2.pmax(one, n))
    const growth = times(delta, step, nn)
    const spread = f64x2.add(f64x2.add(m2A, m2B), growth)
    const seen = v128.or(v128.or(v128.load(from, 80), v128.load(prefix, 80)), between)
    const inverse = f64x2.div(one, spread)
    const less1 = f64x2.sub(n, one), less2 = f64x2.sub(n, f64x2.splat(2)), less3 = f64x2.sub(n, three)
    if (what & SKEW) {
      const apart = f64x2.mul(three, f64x2.sub(f64x2.mul(nA, m2B), f64x2.mul(nB, m2A)))
      const m3 = f64x2.add(f64x2.add(m3A, m3B), f64x2.mul(step, f64x2.add(f64x2.mul(growth, f64x2.sub(nA, nB)), apart)))
      const factor = f64x2.div(f64x2.mul(n, f64x2.sqrt(less1)), less2)
      const skew = f64x2.mul(f64x2.mul(m3, f64x2.mul(inverse, f64x2.sqrt(inverse))), factor)
      settle(false, a, b, begins, row, <f64>max(minPeriods, 3), n, spread, seen, skew, outA, outB)
    }
    if (what & KURT) {
      const squaresA = f64x2.mul(nA, nA), squaresB = f64x2.mul(nB, nB)
      const quadratic = f64x2.mul(f64x2.splat(6), f64x2.add(f64x2.mul(squaresA, m2B), f64x2.mul(squaresB, m2A)))
      const linear = f64x2.mul(f64x2.splat(4), f64x2.sub(f64x2.mul(nA, m3B), f64x2.mul(nB, m3A)))
      const inner = f64x2.add(f64x2.mul(growth, f64x2.add(f64x2.sub(squaresA, nn), squaresB)), quadratic)
      const m4 = f64x2.add(f64x2.add(v128.load(from, 64), v128.load(prefix, 64)), f64x2.mul(step, f64x2.add(f64x2.mul(step, inner), linear)))
      const factor = f64x2.div(less1, f64x2.mul(less2, less3))
      const ratio = f64x2.mul(f64x2.mul(f64x2.add(n, one), n), f64x2.mul(f64x2.mul(m4, inverse), inverse))
      const kurt = f64x2.mul(factor, f64x2.sub(ratio, f64x2.mul(three, less1)))
      settle(true, a, b, begins, row, <f64>max(minPeriods, 4), n, spread, seen, kurt, outA + further, outB + further)
    }
  }
}

/**
 * Skewness, kurtosis or both (`what`) of all trailing windows. Column c of the first goes to out + c · outStride bytes, that of the
 * kurtosis, where both are asked for, `further` bytes behind it.
 */
export function windowShape(
  what: i32, team: usize, x: usize, rows: i32, cols: i32, window: i32, minPeriods: i32, out: usize, outStride: usize, further: usize, scratch: usize,
): void {
  if (!rows) return
  const width = min(window, rows)
  const needed = max(minPeriods, 4)
  const states = scratch + <usize>rank(team) * memberBytes(width)
  const blocks = (rows + width - 1) / width
  const items = blocks * ((cols + 1) >> 1)
  for (let item = shareBegin(team, items), last = shareEnd(team, items); item < last; item++) {
    const column = (item / blocks) << 1
    const second = min(column + 1, cols - 1)
    const begin = (item % blocks) * width
    const end = min(begin + width, rows)
    const a = x + ((<usize>column * <usize>rows) << 3)
    const b = x + ((<usize>second * <usize>rows) << 3)
    const outA = out + <usize>column * outStride
    const outB = out + <usize>second * outStride
    if (begin && width >= needed && i64x2.all_true(wholeBlock(what, a, b, begin, end, width, outA, outB, further, states))) continue
    if (i64x2.all_true(gappedBlock(what, a, b, begin, end, width, minPeriods, outA, outB, further, states))) continue
    generalBlock(what, a, b, begin, end, width, minPeriods, outA, outB, further, states)
  }
}
