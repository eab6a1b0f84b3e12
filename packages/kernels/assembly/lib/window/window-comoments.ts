// Second moments of two series over trailing windows: states that rows are added to and that are merged, for windows with missing values.
//
//   state   n | mean of x | mean of y | Σ(x − mean)² | Σ(y − mean)² | Σ(x − mean)(y − mean) | have the x differed | have the y differed
//
// for the rows in which both are observed, 16 bytes (one value of each lane) a place. Blocks and pivots as in lib/window/window-shape: all
// values are deviations from the first observed pair that a scan meets, which lies in every window that takes anything from it, so nothing
// larger than the window's own range is ever rounded. Formulas: Welford 1962, Chan, Golub and LeVeque 1979, Pébay 2008.

import { square } from '../pair/pair-rows'

export const COMOMENT_BYTES: usize = 128

/** The state at `to` is that at `from` and one more row of deviations, where it is observed. */
@inline export function addPair(from: usize, to: usize, x: v128, y: v128, observed: v128): void {
  const one = f64x2.splat(1)
  const before = v128.load(from), meanX = v128.load(from, 16), meanY = v128.load(from, 32)
  const dx = v128.and(x, observed), dy = v128.and(y, observed)
  const n = f64x2.add(before, v128.and(one, observed))
  const ex = v128.and(f64x2.sub(dx, meanX), observed), ey = v128.and(f64x2.sub(dy, meanY), observed)
  const inverse = f64x2.div(one, f64x2.pmax(one, n))
  const share = f64x2.mul(before, inverse)
  v128.store(to, n)
  v128.store(to, f64x2.add(meanX, f64x2.mul(ex, inverse)), 16)
  v128.store(to, f64x2.add(meanY, f64x2.mul(ey, inverse)), 32)
  v128.store(to, f64x2.add(v128.load(from, 48), f64x2.mul(square(ex), share)), 48)
  v128.store(to, f64x2.add(v128.load(from, 64), f64x2.mul(square(ey), share)), 64)
  v128.store(to, f64x2.add(v128.load(from, 80), f64x2.mul(f64x2.mul(ex, ey), share)), 80)
  v128.store(to, v128.or(v128.load(from, 96), dx), 96)
  v128.store(to, v128.or(v128.load(from, 112), dy), 112)
}

/** The state at `to` is those at `a` and `b` together; the pivots of b are `betweenX` and `betweenY` above those of a. */
@inline export function mergePairs(a: usize, b: usize, betweenX: v128, betweenY: v128, to: usize): void {
  const nA = v128.load(a), nB = v128.load(b)
  const n = f64x2.add(nA, nB), nn = f64x2.mul(nA, nB)
  const both = f64x2.ne(nn, f64x2.splat(0))
  const share = f64x2.div(nn, f64x2.pmax(f64x2.splat(1), n))
  const apartX = v128.and(betweenX, both), apartY = v128.and(betweenY, both)
  const dx = v128.and(f64x2.sub(f64x2.add(v128.load(b, 16), apartX), v128.load(a, 16)), both)
  const dy = v128.and(f64x2.sub(f64x2.add(v128.load(b, 32), apartY), v128.load(a, 32)), both)
  v128.store(to, n)
  v128.store(to, f64x2.add(f64x2.add(v128.load(a, 48), v128.load(b, 48)), f64x2.mul(square(dx), share)), 48)
  v128.store(to, f64x2.add(f64x2.add(v128.load(a, 64), v128.load(b, 64)), f64x2.mul(square(dy), share)), 64)
  v128.store(to, f64x2.add(f64x2.add(v128.load(a, 80), v128.load(b, 80)), f64x2.mul(f64x2.mul(dx, dy), share)), 80)
  v128.store(to, v128.or(v128.or(v128.load(a, 96), v128.load(b, 96)), apartX), 96)
  v128.store(to, v128.or(v128.or(v128.load(a, 112), v128.load(b, 112)), apartY), 112)
}
