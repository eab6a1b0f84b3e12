/** Observed values, ascending; `step` takes every step-th row only. */
export function sortedObserved(values: Float64Array, step = 1): Float64Array {
  const out = new Float64Array(Math.ceil(values.length / step))
  let count = 0
  for (let i = 0; i < values.length; i += step) if (Number.isFinite(values[i])) out[count++] = values[i]
  return out.subarray(0, count).sort()
}

/** Quantile of ascending values, interpolated linearly between order statistics (NumPy's default); NaN for none. */
export function quantileOf(sorted: Float64Array, probability: number): number {
  if (sorted.length === 0) return Number.NaN
  const position = probability * (sorted.length - 1)
  const below = Math.floor(position)
  const above = Math.min(below + 1, sorted.length - 1)
  return sorted[below] + (sorted[above] - sorted[below]) * (position - below)
}

/** Median of a short list. */
export const medianOf = (values: readonly number[]): number => quantileOf(sortedObserved(Float64Array.from(values)), 0.5)

/** Piecewise linear y at `at` through (x, y), x ascending; the end values beyond the ends, NaN at NaN. */
export function interpolate(at: number, x: Float64Array, y: Float64Array): number {
  if (Number.isNaN(at)) return at
  const last = x.length - 1
  if (!(at > x[0])) return y[0]
  if (at >= x[last]) return y[last]
  let low = 0
  let high = last
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (x[middle] <= at) low = middle
    else high = middle
  }
  return y[low] + ((y[high] - y[low]) * (at - x[low])) / (x[high] - x[low])
}
