// Operations on contiguous vectors, as assembly/lib/vectors.ts has them: sums in the same order.

/** Σ a_r · b_r in four interleaved parts. */
export function dot(a: Float64Array, b: Float64Array): number {
  const parts = [0, 0, 0, 0]
  for (let r = 0; r < a.length; r++) parts[r % 4] += a[r] * b[r]
  return parts[0] + parts[2] + (parts[1] + parts[3])
}

export function addScaled(y: Float64Array, factor: number, x: Float64Array): void {
  for (let r = 0; r < y.length; r++) y[r] += factor * x[r]
}

export function scaleBy(y: Float64Array, factor: number): void {
  for (let r = 0; r < y.length; r++) y[r] *= factor
}

export function rotate(a: Float64Array, b: Float64Array, cosine: number, sine: number): void {
  for (let r = 0; r < a.length; r++) {
    const left = a[r]
    a[r] = cosine * left - sine * b[r]
    b[r] = sine * left + cosine * b[r]
  }
}

/** The power of two that brings `largest` ≥ 0 near 1, within the range of normal numbers. */
export function powerOfTwoFor(largest: number): number {
  const exponent = Number((new BigUint64Array(Float64Array.of(largest).buffer)[0] >> 52n) & 0x7ffn)
  return 2 ** (Math.max(2046 - exponent, 1) - 1023)
}

/** Makes the component of largest magnitude positive; was it negative? */
export function fixSign(vector: Float64Array): boolean {
  const largest = vector.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0)
  if (largest < 0) scaleBy(vector, -1)
  return largest < 0
}

/** Largest magnitude; NaN if a value is not finite. */
export function largestMagnitude(values: Iterable<number>): number {
  let largest = 0
  for (const value of values) {
    if (!Number.isFinite(value)) return Number.NaN
    largest = Math.max(largest, Math.abs(value))
  }
  return largest
}
