// Linear interpolation a + (b − a)·t with one rounding.
//
// NumPy computes a + (b − a)·t below t = ½ and b − (b − a)·(1 − t) from there on: monotone and exact at both ends, but up to three
// roundings of the larger of |a| and |b|. Here difference, product and sum are kept with their errors (Knuth's two-sum; the product of
// Dekker, "A floating-point technique for extending the available precision", Numerische Mathematik 18 (1971)) and rounded at the end:
// within 0.5 + 2^-40 units in the last place of the exact value, hence never outside a … b, and exactly a at t = 0.
//
// Values go in multiplied by `scaleFor`, by which no error term overflows or is lost; the power of two is exact on the way back.

/** 2^27 + 1: splits a number into two of 26 bits. */
const SPLITTER: f64 = 134217729

/** 2^-200 for numbers above 2^900, 2^200 below 2^-700, else 1. */
export function scaleFor(largest: f64): f64 {
  if (largest > 8.452712498170644e270) return 6.223015277861142e-61
  return largest < 1.9010915662951598e-211 ? 1.6069380442589903e60 : 1
}

/** What the rounded sum `a` + `b` = `sum` lacks. */
@inline export function sumError(a: f64, b: f64, sum: f64): f64 {
  const second = sum - a
  return a - (sum - second) + (b - second)
}

@inline function upperHalf(a: f64): f64 {
  const shifted = SPLITTER * a
  return shifted - (shifted - a)
}

/** What the rounded product `a` · `b` = `product` lacks. */
@inline function productError(a: f64, b: f64, product: f64): f64 {
  const a1 = upperHalf(a), b1 = upperHalf(b)
  const a2 = a - a1, b2 = b - b1
  return a1 * b1 - product + a1 * b2 + a2 * b1 + a2 * b2
}

/** What a + (b − a)·t rounded three times lacks. */
@inline function tailOf(a: f64, b: f64, t: f64): f64 {
  const difference = b - a
  const product = difference * t
  const sum = a + product
  return sumError(a, product, sum) + (productError(difference, t, product) + sumError(b, -a, difference) * t)
}

/** a + (b − a)·t, rounded once. */
export function interpolate(a: f64, b: f64, t: f64): f64 { return a + (b - a) * t + tailOf(a, b, t) }

/** What `interpolate` lacks. */
export function interpolationError(a: f64, b: f64, t: f64): f64 {
  const tail = tailOf(a, b, t)
  const sum = a + (b - a) * t
  return sumError(sum, tail, sum + tail)
}

/** The quantile between the pair of values at `lower` and `upper`, the last one of which may not be there. */
export function between(lower: f64, upper: f64, fraction: f64): f64 {
  if (fraction == 0) return lower + 0.0
  const scale = scaleFor(max(abs(lower), abs(upper)))
  return interpolate(lower * scale, upper * scale, fraction) / scale + 0.0
}
