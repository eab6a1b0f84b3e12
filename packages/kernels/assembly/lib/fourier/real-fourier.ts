// Transforms of real columns, two at a time in the lanes: X_k = Σ_j x_j · e^(−2πi·j·k/n) for 0 ≤ k ≤ ⌊n/2⌋, and back.
//
// Even n: elements z_j = x_2j + i·x_2j+1 go through a complex transform of n/2 (Cooley, Lewis and Welch, J. Sound Vib. 12, 1970):
//   X_k = E_k + w^k·O_k,   E_k = (Z_k + conj Z_(n/2−k))/2,   O_k = (Z_k − conj Z_(n/2−k))/2i,   w = e^(−2πi/n)
// Odd n: a complex transform of n whose input has no imaginary part; of the output only what is wanted. Backward it is the sum over
// X_0, 2·X_1, … 2·X_(n−1)/2, whose real part is x. That costs twice what a transform made for odd n would; few histories are odd and smooth.
//
// Every intermediate is at most a small multiple of Σ|x|, so a column whose sum is below LARGEST_SUM meets neither infinity nor NaN.
import { bufferBytes, circleOf, makePlan, planBytes, transform } from './fourier'

/** 2^1000: a column (or spectrum) whose magnitudes add up to more has no transform here; nor has one with a missing value. */
const LARGEST_SUM: f64 = 1.0715086071862673e301

/** Bytes of a member's record of two columns: 0: pivots | 16: shifts | 32: sums of magnitudes, each with a column a lane. */
export const RECORD: usize = 64
@inline export function isSound(record: usize, lane: usize): bool { return load<f64>(record + (lane << 3), 32) <= LARGEST_SUM }

@inline function isEven(n: i32): bool { return (n & 1) == 0 }
@inline function coreLength(n: i32): i32 { return isEven(n) ? n >> 1 : n }
@inline function inputCount(n: i32, backward: bool): i32 { return isEven(n) ? n >> 1 : backward ? (n >> 1) + 1 : n }
@inline function outputCount(n: i32, backward: bool): i32 { return isEven(n) ? n >> 1 : backward ? n : (n >> 1) + 1 }
@inline function toLine(bytes: f64): f64 { return ceil(bytes / 64) * 64 }

export function realPlanBytes(n: i32, backward: bool): f64 {
  return toLine(planBytes(coreLength(n), inputCount(n, backward), outputCount(n, backward)))
}

/** Bytes of each of a member's two buffers; the element more is X_(n/2). */
export function realBufferBytes(n: i32, backward: bool): f64 {
  return toLine(bufferBytes(coreLength(n), inputCount(n, backward), outputCount(n, backward)) + 32)
}

export function makeRealPlan(team: usize, plan: usize, n: i32, backward: bool, a: usize, b: usize): void {
  makePlan(team, plan, coreLength(n), inputCount(n, backward), outputCount(n, backward), a, b)
}

/** Puts (x − pivot) − shift of two columns into `to`, and Σ|of it| into the sums. */
export function loadColumns(xa: usize, xb: usize, n: i32, record: usize, to: usize): void {
  const pivot = v128.load(record), shift = v128.load(record, 16)
  let sum = f64x2.splat(0)
  let j = 0
  if (isEven(n))
    for (; j < n; j += 2, to += 32) {
      const a = v128.load(xa + (<usize>j << 3)), b = v128.load(xb + (<usize>j << 3))
      const even = f64x2.sub(f64x2.sub(v128.shuffle<f64>(a, b, 0, 2), pivot), shift)
      const odd = f64x2.sub(f64x2.sub(v128.shuffle<f64>(a, b, 1, 3), pivot), shift)
      v128.store(to, even)
      v128.store(to, odd, 16)
      sum = f64x2.add(sum, f64x2.add(f64x2.abs(even), f64x2.abs(odd)))
    }
  else
    for (; j < n; j++, to += 32) {
      const pair = v128.load64_lane(xb + (<usize>j << 3), v128.load64_zero(xa + (<usize>j << 3)), 1)
      const value = f64x2.sub(f64x2.sub(pair, pivot), shift)
      v128.store(to, value)
      v128.store(to, f64x2.splat(0), 16)
      sum = f64x2.add(sum, f64x2.abs(value))
    }
  v128.store(record, sum, 32)
}

/** X_k and X_(n/2−k) from Z_k at `low` and Z_(n/2−k) at `high`, and w^k at `turn`. */
@inline function untangle(low: usize, high: usize, turn: usize, toLow: usize, toHigh: usize): void {
  const half = f64x2.splat(0.5)
  const aRe = v128.load(low), aIm = v128.load(low, 16), bRe = v128.load(high), bIm = v128.load(high, 16)
  const eRe = f64x2.mul(half, f64x2.add(aRe, bRe)), eIm = f64x2.mul(half, f64x2.sub(aIm, bIm))
  const oRe = f64x2.mul(half, f64x2.add(aIm, bIm)), oIm = f64x2.mul(half, f64x2.sub(bRe, aRe))
  const c = v128.load64_splat(turn), s = v128.load64_splat(turn, 8)
  const tRe = f64x2.sub(f64x2.mul(oRe, c), f64x2.mul(oIm, s)), tIm = f64x2.add(f64x2.mul(oRe, s), f64x2.mul(oIm, c))
  v128.store(toLow, f64x2.add(eRe, tRe))
  v128.store(toLow, f64x2.add(eIm, tIm), 16)
  v128.store(toHigh, f64x2.sub(eRe, tRe))
  v128.store(toHigh, f64x2.sub(tIm, eIm), 16)
}

/** The spectra of what loadColumns put into `a`; returns the buffer with elements 0 … ⌊n/2⌋. */
export function realSpectra(plan: usize, n: i32, a: usize, b: usize): usize {
  const z = transform(plan, a, b)
  if (!isEven(n)) return z
  const out = z == a ? b : a
  const half = n >> 1
  const circle = circleOf(plan)
  const re = v128.load(z), im = v128.load(z, 16)
  v128.store(out, f64x2.add(re, im))
  v128.store(out, f64x2.splat(0), 16)
  v128.store(out + (<usize>half << 5), f64x2.sub(re, im))
  v128.store(out + (<usize>half << 5), f64x2.splat(0), 16)
  for (let k = 1; k << 1 <= half; k++) {
    const low = <usize>k << 5, high = <usize>(half - k) << 5
    untangle(z + low, z + high, circle + (<usize>k << 4), out + low, out + high)
  }
  return out
}

/** The parts of bin k of two spectra of which `count` bins are given; zero beyond them. */
@inline function binOf(a: usize, b: usize, k: i32, count: i32): v128 {
  return k < count ? v128.load64_lane(b + (<usize>k << 3), v128.load64_zero(a + (<usize>k << 3)), 1) : f64x2.splat(0)
}

/**
 * Puts two spectra, of which `count` bins are given (zeros stand for more), into `to` for a backward transform to n real values, parts
 * exchanged and scaled by 1/n, and Σ|parts| of each into the sums. The imaginary parts of X_0 and, with even n, X_(n/2) are not read.
 */
export function loadSpectra(reA: usize, imA: usize, reB: usize, imB: usize, count: i32, n: i32, plan: usize, record: usize, to: usize): void {
  const half = n >> 1
  const none = f64x2.splat(0)
  const scale = f64x2.splat(1 / f64(n))
  let sum = none
  if (!isEven(n)) {
    for (let k = 0; k <= half; k++, to += 32) {
      const weight = k ? f64x2.splat(2 / f64(n)) : scale
      const re = binOf(reA, reB, k, count), im = k ? binOf(imA, imB, k, count) : none
      v128.store(to, f64x2.mul(im, weight))
      v128.store(to, f64x2.mul(re, weight), 16)
      sum = f64x2.add(sum, f64x2.add(f64x2.abs(re), f64x2.abs(im)))
    }
    v128.store(record, sum, 32)
    return
  }
  for (let k = 0; k < half; k++, to += 32) {
    const mirror = half - k
    const aRe = binOf(reA, reB, k, count), aIm = k ? binOf(imA, imB, k, count) : none
    const bRe = binOf(reA, reB, mirror, count), bIm = k ? binOf(imA, imB, mirror, count) : none
    const dRe = f64x2.sub(aRe, bRe), dIm = f64x2.add(aIm, bIm)
    const turn = circleOf(plan) + (<usize>k << 4)
    const c = v128.load64_splat(turn), s = v128.load64_splat(turn, 8)
    const oRe = f64x2.add(f64x2.mul(dRe, c), f64x2.mul(dIm, s)), oIm = f64x2.sub(f64x2.mul(dIm, c), f64x2.mul(dRe, s))
    v128.store(to, f64x2.mul(scale, f64x2.add(f64x2.sub(aIm, bIm), oRe)))
    v128.store(to, f64x2.mul(scale, f64x2.sub(f64x2.add(aRe, bRe), oIm)), 16)
    sum = f64x2.add(sum, f64x2.add(f64x2.add(f64x2.abs(aRe), f64x2.abs(aIm)), f64x2.add(f64x2.abs(bRe), f64x2.abs(bIm))))
  }
  v128.store(record, sum, 32)
}

/** Stores the columns from the result of a backward transform. */
export function storeColumns(z: usize, n: i32, outA: usize, outB: usize): void {
  if (isEven(n))
    for (let j = 0; j < n; j += 2, z += 32) {
      const odd = v128.load(z), even = v128.load(z, 16)
      v128.store(outA + (<usize>j << 3), v128.shuffle<f64>(even, odd, 0, 2))
      v128.store(outB + (<usize>j << 3), v128.shuffle<f64>(even, odd, 1, 3))
    }
  else
    for (let j = 0; j < n; j++, z += 32) {
      v128.store64_lane(outA + (<usize>j << 3), v128.load(z, 16), 0)
      v128.store64_lane(outB + (<usize>j << 3), v128.load(z, 16), 1)
    }
}
