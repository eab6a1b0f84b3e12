import { quantileOf, sortedObserved } from '../../quantile.ts'

const NORMAL_MAD = 1.4826
const LARGEST_Z = 4
const MOST_REMOVED = 0.3

function robustLimit(values: Float64Array): number {
  const middle = quantileOf(sortedObserved(values), 0.5)
  const deviation = quantileOf(sortedObserved(values.map((value) => Math.abs(value - middle))), 0.5)
  return deviation > 0 ? middle + LARGEST_Z * NORMAL_MAD * deviation : Number.POSITIVE_INFINITY
}

/**
 * Scores up to which training rows count as healthy: those more than 4 robust deviations above the median are taken out, again and
 * again until none is left to take, at most 30 % of them. Cost: a few sorts.
 */
export function cleanLimit(scores: Float64Array): number {
  const lowest = quantileOf(sortedObserved(scores), 1 - MOST_REMOVED)
  let kept = scores
  for (;;) {
    const limit = Math.max(robustLimit(kept), lowest)
    const remaining = kept.filter((value) => value <= limit)
    if (remaining.length === kept.length || limit === lowest) return limit
    kept = remaining
  }
}
