// Operations on contiguous vectors. Sums are taken in four interleaved parts, element r in part r mod 4, combined as
// (part 0 + part 2) + (part 1 + part 3): fixed by the length alone.

/** Σ a_r · b_r. */
export function dot(a: usize, b: usize, length: i32): f64 {
  let sums = f64x2.splat(0), sumsAfter = f64x2.splat(0)
  const end = a + (<usize>(length & ~3) << 3)
  for (; a < end; a += 32, b += 32) {
    sums = f64x2.add(sums, f64x2.mul(v128.load(a), v128.load(b)))
    sumsAfter = f64x2.add(sumsAfter, f64x2.mul(v128.load(a, 16), v128.load(b, 16)))
  }
  return finishDot(sums, sumsAfter, a, b, length & 3)
}

/** A dot product from the sums of its fours (parts 0 and 1, parts 2 and 3) and the last 0 … 3 elements, at a and b. */
@inline export function finishDot(sums: v128, sumsAfter: v128, a: usize, b: usize, left: i32): f64 {
  if (left & 2) sums = f64x2.add(sums, f64x2.mul(v128.load(a), v128.load(b)))
  if (left & 1) {
    const odd = f64x2.mul(v128.load64_zero(a + (<usize>(left & 2) << 3)), v128.load64_zero(b + (<usize>(left & 2) << 3)))
    if (left & 2) sumsAfter = f64x2.add(sumsAfter, odd)
    else sums = f64x2.add(sums, odd)
  }
  const both = f64x2.add(sums, sumsAfter)
  return f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1)
}

/** y += factor · x. */
export function addScaled(y: usize, factor: f64, x: usize, length: i32): void {
  const factors = f64x2.splat(factor)
  const end = y + (<usize>(length & ~1) << 3)
  for (; y < end; y += 16, x += 16) v128.store(y, f64x2.add(v128.load(y), f64x2.mul(factors, v128.load(x))))
  if (length & 1) store<f64>(y, load<f64>(y) + factor * load<f64>(x))
}

/** y += factorA · a, then y += factorB · b, in one pass. */
export function addTwoScaled(y: usize, factorA: f64, a: usize, factorB: f64, b: usize, length: i32): void {
  const factorsA = f64x2.splat(factorA), factorsB = f64x2.splat(factorB)
  const end = y + (<usize>(length & ~1) << 3)
  for (; y < end; y += 16, a += 16, b += 16)
    v128.store(y, f64x2.add(f64x2.add(v128.load(y), f64x2.mul(factorsA, v128.load(a))), f64x2.mul(factorsB, v128.load(b))))
  if (length & 1) store<f64>(y, load<f64>(y) + factorA * load<f64>(a) + factorB * load<f64>(b))
}

/** y += factor · a, and a · b, in one pass. */
export function addScaledAndDot(y: usize, factor: f64, a: usize, b: usize, length: i32): f64 {
  const factors = f64x2.splat(factor)
  let sums = f64x2.splat(0), sumsAfter = f64x2.splat(0)
  const end = a + (<usize>(length & ~3) << 3)
  for (; a < end; a += 32, b += 32, y += 32) {
    const first = v128.load(a), second = v128.load(a, 16)
    v128.store(y, f64x2.add(v128.load(y), f64x2.mul(factors, first)))
    v128.store(y, f64x2.add(v128.load(y, 16), f64x2.mul(factors, second)), 16)
    sums = f64x2.add(sums, f64x2.mul(first, v128.load(b)))
    sumsAfter = f64x2.add(sumsAfter, f64x2.mul(second, v128.load(b, 16)))
  }
  addScaled(y, factor, a, length & 3)
  return finishDot(sums, sumsAfter, a, b, length & 3)
}

/** y *= factor. */
export function scaleBy(y: usize, factor: f64, length: i32): void {
  const factors = f64x2.splat(factor)
  const end = y + (<usize>(length & ~1) << 3)
  for (; y < end; y += 16) v128.store(y, f64x2.mul(v128.load(y), factors))
  if (length & 1) store<f64>(y, load<f64>(y) * factor)
}

/** (a, b) ← (cosine · a − sine · b, sine · a + cosine · b). */
export function rotate(a: usize, b: usize, cosine: f64, sine: f64, length: i32): void {
  const cosines = f64x2.splat(cosine), sines = f64x2.splat(sine)
  const end = a + (<usize>(length & ~1) << 3)
  for (; a < end; a += 16, b += 16) {
    const left = v128.load(a), right = v128.load(b)
    v128.store(a, f64x2.sub(f64x2.mul(cosines, left), f64x2.mul(sines, right)))
    v128.store(b, f64x2.add(f64x2.mul(sines, left), f64x2.mul(cosines, right)))
  }
  if (length & 1) {
    const left = load<f64>(a), right = load<f64>(b)
    store<f64>(a, cosine * left - sine * right)
    store<f64>(b, sine * left + cosine * right)
  }
}

/** Exchanges two vectors. */
export function swap(a: usize, b: usize, length: i32): void {
  for (const end = a + (<usize>length << 3); a < end; a += 8, b += 8) {
    const kept = load<f64>(a)
    store<f64>(a, load<f64>(b))
    store<f64>(b, kept)
  }
}

export function fillVector(y: usize, value: f64, length: i32): void {
  for (const end = y + (<usize>length << 3); y < end; y += 8) store<f64>(y, value)
}

/** The power of two that brings `largest` ≥ 0 near 1, within the range of normal numbers; scaling by it is exact. */
export function powerOfTwoFor(largest: f64): f64 {
  const exponent = (reinterpret<u64>(largest) >> 52) & 0x7ff
  return reinterpret<f64>(max<u64>(2046 - exponent, 1) << 52)
}

/** The same of an even exponent, so that its square root is one too: scaling by its square brings `largest` near 1. */
export function evenPowerOfTwoFor(largest: f64): f64 {
  const exponent = max<i32>(<i32>((reinterpret<u64>(largest) >> 52) & 0x7ff) - 1023, -1022)
  return reinterpret<f64>(<u64>(1023 - (exponent >> 1)) << 52)
}

/** Largest magnitude; NaN if a value is not finite. */
export function largestMagnitude(x: usize, length: i32): f64 {
  let largest = f64x2.splat(0), doubt = f64x2.splat(0)
  const end = x + (<usize>(length & ~1) << 3)
  for (; x < end; x += 16) {
    const pair = v128.load(x)
    doubt = f64x2.add(doubt, f64x2.sub(pair, pair))
    largest = f64x2.pmax(largest, f64x2.abs(pair))
  }
  if (length & 1) {
    const last = v128.load64_zero(x)
    doubt = f64x2.add(doubt, f64x2.sub(last, last))
    largest = f64x2.pmax(largest, f64x2.abs(last))
  }
  const certain = f64x2.extract_lane(doubt, 0) + f64x2.extract_lane(doubt, 1) == 0
  return certain ? max(f64x2.extract_lane(largest, 0), f64x2.extract_lane(largest, 1)) : NaN
}

/** y /= divisor. */
export function divideBy(y: usize, divisor: f64, length: i32): void {
  const divisors = f64x2.splat(divisor)
  const end = y + (<usize>(length & ~1) << 3)
  for (; y < end; y += 16) v128.store(y, f64x2.div(v128.load(y), divisors))
  if (length & 1) store<f64>(y, load<f64>(y) / divisor)
}

/** y = factor · x; both may be the same. */
export function scaleInto(y: usize, x: usize, factor: f64, length: i32): void {
  const factors = f64x2.splat(factor)
  const end = y + (<usize>(length & ~1) << 3)
  for (; y < end; y += 16, x += 16) v128.store(y, f64x2.mul(v128.load(x), factors))
  if (length & 1) store<f64>(y, load<f64>(x) * factor)
}

/** Where an element of a matrix of n rows lies. */
@inline export function cell(a: usize, n: i32, row: i32, col: i32): usize { return a + ((<usize>col * n + row) << 3) }

/** Largest magnitude of the lower triangle; NaN if one is not finite. */
export function largestBelow(a: usize, n: i32): f64 {
  let largest: f64 = 0
  for (let j = 0; j < n; j++) {
    const found = largestMagnitude(cell(a, n, j, j), n - j)
    if (found != found) return NaN
    largest = max(largest, found)
  }
  return largest
}
