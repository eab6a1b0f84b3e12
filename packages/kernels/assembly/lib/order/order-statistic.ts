// What the order statistics of n sorted values are, in one place for every way of keeping them sorted.

/** The statistics; always a literal at the call, so that the compiler drops the other ones' code. */
export const MEDIAN: i32 = 0
export const QUANTILE: i32 = 1
export const DEVIATION: i32 = 2

/** Index of the lower of the two sorted values between which the statistic (the median, for the deviation) lies. */
@inline export function lowerIndex(statistic: i32, n: i32, q: f64): i32 {
  return statistic == QUANTILE ? i32(q * f64(n - 1)) : (n - 1) >> 1
}

/** Index of the upper one. */
@inline export function upperIndex(statistic: i32, n: i32, q: f64): i32 {
  return statistic == QUANTILE ? min(i32(q * f64(n - 1)) + 1, n - 1) : n >> 1
}

/** Where between them a quantile lies. */
@inline export function fractionOf(n: i32, q: f64): f64 {
  const position = q * f64(n - 1)
  return position - f64(i32(position))
}

/** (a + b) / 2, also where a + b overflows; −0 becomes +0, so that the bits do not depend on the order of equal values. */
@inline export function midpoint(a: f64, b: f64): f64 {
  const sum = a + b
  return (Math.abs(sum) < Infinity ? sum * 0.5 : a * 0.5 + b * 0.5) + 0.0
}

/** The same in both lanes, for values too small to overflow. */
@inline export function midpointLanes(a: v128, b: v128): v128 {
  return f64x2.add(f64x2.mul(f64x2.add(a, b), f64x2.splat(0.5)), f64x2.splat(0))
}

/** a + (b − a)·fraction as pandas computes it, also where b − a overflows. */
@inline export function between(a: f64, b: f64, fraction: f64): f64 {
  const step = b - a
  return (step < Infinity ? a + step * fraction : a * (1 - fraction) + b * fraction) + 0.0
}

/** The same in both lanes, for values too small to overflow. */
@inline export function betweenLanes(a: v128, b: v128, fraction: v128): v128 {
  return f64x2.add(f64x2.add(a, f64x2.mul(f64x2.sub(b, a), fraction)), f64x2.splat(0))
}
