// Order statistics that several families take.

/** Of at least one finite value; the mean of the middle two of an even count. */
export function medianOf(values: Float64Array): number {
  const sorted = values.slice().sort()
  const half = sorted.length >> 1
  if (sorted.length % 2) return sorted[half]
  const sum = sorted[half - 1] + sorted[half]
  return Number.isFinite(sum) ? 0.5 * sum : 0.5 * sorted[half - 1] + 0.5 * sorted[half]
}
