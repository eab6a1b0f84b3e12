// Householder reflections H = I − f·v·vᵀ with v_0 = 1, and the QR factors they give (Golub and Van Loan, "Matrix Computations", 5.1–5.2).
//
// A factored matrix of `rows` rows holds R above its diagonal and reflector k from its diagonal down, with the 1 stored; R's own diagonal
// stands apart, behind the factors: factors f_0 … f_{cols−1}, then r_00 … r_{cols−1,cols−1}.

import { addScaled, dot, finishDot, largestMagnitude, powerOfTwoFor, scaleBy } from '../vectors'

/** A sum of squares below this may have lost digits to underflow; the vector is scaled first. */
const SMALL_SQUARE: f64 = 1e-200

@inline export function reflectorCount(rows: i32, cols: i32): i32 { return min(rows, cols) }

/** Turns x into the reflector v for which H·x = (result, 0, …, 0), result of the sign opposite to x_0; its factor goes to `factor`. */
export function makeReflector(x: usize, length: i32, factor: usize): f64 {
  let scale: f64 = 1
  let rest = dot(x + 8, x + 8, length - 1)
  if (rest < SMALL_SQUARE) {
    const largest = largestMagnitude(x + 8, length - 1)
    if (largest == 0) {
      const kept = load<f64>(x)
      store<f64>(x, 1)
      store<f64>(factor, 0)
      return kept
    }
    scale = powerOfTwoFor(max(largest, abs(load<f64>(x))))
    scaleBy(x, scale, length)
    rest = dot(x + 8, x + 8, length - 1)
  }
  const first = load<f64>(x)
  const norm = sqrt(first * first + rest)
  const result = first > 0 ? -norm : norm
  scaleBy(x + 8, 1 / (first - result), length - 1)
  store<f64>(x, 1)
  store<f64>(factor, (result - first) / result)
  return result / scale
}

/** C ← H·C for `count` columns, `stride` bytes apart: four at a time, so that v is read once for four, in dot's own order. */
export function reflectColumns(v: usize, length: i32, factor: f64, c: usize, stride: usize, count: i32): void {
  if (factor == 0) return
  const fours = <usize>(length & ~3) << 3
  const pairs = <usize>(length & ~1) << 3
  for (; count >= 4; count -= 4, c += stride << 2) {
    const c1 = c + stride, c2 = c1 + stride, c3 = c2 + stride
    let s0 = f64x2.splat(0), t0 = s0, s1 = s0, t1 = s0, s2 = s0, t2 = s0, s3 = s0, t3 = s0
    for (let at: usize = 0; at < fours; at += 32) {
      const x = v128.load(v + at), y = v128.load(v + at, 16)
      s0 = f64x2.add(s0, f64x2.mul(x, v128.load(c + at))); t0 = f64x2.add(t0, f64x2.mul(y, v128.load(c + at, 16)))
      s1 = f64x2.add(s1, f64x2.mul(x, v128.load(c1 + at))); t1 = f64x2.add(t1, f64x2.mul(y, v128.load(c1 + at, 16)))
      s2 = f64x2.add(s2, f64x2.mul(x, v128.load(c2 + at))); t2 = f64x2.add(t2, f64x2.mul(y, v128.load(c2 + at, 16)))
      s3 = f64x2.add(s3, f64x2.mul(x, v128.load(c3 + at))); t3 = f64x2.add(t3, f64x2.mul(y, v128.load(c3 + at, 16)))
    }
    const f0 = -factor * finishDot(s0, t0, v + fours, c + fours, length & 3), f1 = -factor * finishDot(s1, t1, v + fours, c1 + fours, length & 3)
    const f2 = -factor * finishDot(s2, t2, v + fours, c2 + fours, length & 3), f3 = -factor * finishDot(s3, t3, v + fours, c3 + fours, length & 3)
    const g0 = f64x2.splat(f0), g1 = f64x2.splat(f1), g2 = f64x2.splat(f2), g3 = f64x2.splat(f3)
    for (let at: usize = 0; at < pairs; at += 16) {
      const x = v128.load(v + at)
      v128.store(c + at, f64x2.add(v128.load(c + at), f64x2.mul(g0, x)))
      v128.store(c1 + at, f64x2.add(v128.load(c1 + at), f64x2.mul(g1, x)))
      v128.store(c2 + at, f64x2.add(v128.load(c2 + at), f64x2.mul(g2, x)))
      v128.store(c3 + at, f64x2.add(v128.load(c3 + at), f64x2.mul(g3, x)))
    }
    if (length & 1) {
      const x = load<f64>(v + pairs)
      store<f64>(c + pairs, load<f64>(c + pairs) + f0 * x)
      store<f64>(c1 + pairs, load<f64>(c1 + pairs) + f1 * x)
      store<f64>(c2 + pairs, load<f64>(c2 + pairs) + f2 * x)
      store<f64>(c3 + pairs, load<f64>(c3 + pairs) + f3 * x)
    }
  }
  for (; count > 0; count--, c += stride) addScaled(c, -factor * dot(v, c, length), v, length)
}

/** Factors a matrix in place; `factors` gets the factors and then R's diagonal, `cols` numbers each. */
export function factorHouseholder(a: usize, rows: i32, cols: i32, factors: usize): void {
  const stride = <usize>rows << 3
  for (let k = 0, steps = reflectorCount(rows, cols); k < steps; k++) {
    const v = a + <usize>k * stride + (<usize>k << 3)
    const factor = factors + (<usize>k << 3)
    store<f64>(factor + (<usize>cols << 3), makeReflector(v, rows - k, factor))
    reflectColumns(v, rows - k, load<f64>(factor), v + stride, stride, cols - k - 1)
  }
}

/** T ← Q·T for `count` columns of T, `rows` long. */
export function applyHouseholder(a: usize, rows: i32, cols: i32, factors: usize, t: usize, count: i32): void {
  const stride = <usize>rows << 3
  for (let k = reflectorCount(rows, cols) - 1; k >= 0; k--) {
    const below = <usize>k << 3
    reflectColumns(a + <usize>k * stride + below, rows - k, load<f64>(factors + below), t + below, stride, count)
  }
}

/** R of a factored matrix, min(rows, cols) × cols, to columns `stride` bytes apart; zeros below the diagonal. */
export function copyUpper(a: usize, rows: i32, cols: i32, factors: usize, to: usize, stride: usize): void {
  const steps = reflectorCount(rows, cols)
  for (let j = 0; j < cols; j++, to += stride)
    for (let i = 0; i < steps; i++) {
      const value = i == j ? load<f64>(factors + (<usize>(cols + j) << 3)) : i < j ? load<f64>(a + ((<usize>j * rows + i) << 3)) : 0
      store<f64>(to + (<usize>i << 3), value)
    }
}
